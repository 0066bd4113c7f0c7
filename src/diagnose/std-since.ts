/**
 * Which minor release brought a name to the standard library, from 1.13 on: what the lists in Go's own tree (api/go1.N.txt)
 * say of functions, types and variables, and of methods of the packages that programs meet most. `package:Name,Name` or
 * `package.Type:Method,Method`; math/rand/v2 is left out, because its package name is older than itself.
 */

const names: Readonly<Record<number, string>> = {
  13:
    "bytes:ToValidUTF8 ed25519:GenerateKey,NewKeyFromSeed,PrivateKey,PublicKey,Sign,Verify errors:As,Is," +
    "Unwrap http:NewRequestWithContext log:Writer os:UserConfigDir sql:NullInt32,NullTime " +
    "strings:ToValidUTF8 testing:Init exec.Cmd:String exec.Error:Unwrap http.Header:Clone http.Request:Clone " +
    "http.Transport:Clone net.DNSConfigError:Unwrap net.OpError:Unwrap os.LinkError:Unwrap " +
    "os.PathError:Unwrap os.SyscallError:Unwrap reflect.Value:IsZero sql.Conn:Raw sql.NullInt32:Scan,Value " +
    "sql.NullTime:Scan,Value testing.B:ReportMetric time.Duration:Microseconds,Milliseconds url.Error:Unwrap",
  14:
    "bits:Rem,Rem32,Rem64 math:FMA tls:CipherSuite,CipherSuiteName,CipherSuites,InsecureCipherSuites " +
    "http.Header:Values testing.B:Cleanup testing.T:Cleanup",
  15:
    "bufio:ErrBadReadCount ecdsa:SignASN1,VerifyASN1 elliptic:MarshalCompressed,UnmarshalCompressed " +
    "os:ErrDeadlineExceeded strconv:FormatComplex,ParseComplex tls:Dialer x509:CreateRevocationList," +
    "RevocationList net.Resolver:LookupIP os.File:ReadFrom regexp.Regexp:SubexpIndex " +
    "sql.DB:SetConnMaxIdleTime sql.Row:Err sync.Map:LoadAndDelete testing.B:TempDir testing.T:Deadline," +
    "TempDir time.Ticker:Reset url.URL:EscapedFragment,Redacted",
  16:
    "embed:FS filepath:WalkDir flag:Func fs:DirEntry,ErrClosed,ErrExist,ErrInvalid,ErrNotExist,ErrPermission," +
    "FS,File,FileInfo,FileMode,Glob,GlobFS,PathError,ReadDir,ReadDirFS,ReadDirFile,ReadFile,ReadFileFS," +
    "SkipDir,Stat,StatFS,Sub,SubFS,ValidPath,WalkDir,WalkDirFunc fstest:MapFS,MapFile,TestFS http:FS " +
    "io:Discard,NopCloser,ReadAll,ReadSeekCloser log:Default net:ErrClosed os:CreateTemp,DirEntry,DirFS," +
    "ErrProcessDone,MkdirTemp,ReadDir,ReadFile,WriteFile signal:NotifyContext template:ParseFS " +
    "flag.FlagSet:Func os.File:ReadDir x509.SystemRootsError:Unwrap",
  17:
    "fs:FileInfoToDirEntry http:AllowQuerySemicolons reflect:VisibleFields sql:NullByte,NullInt16 " +
    "strconv:QuotedPrefix time:UnixMicro,UnixMilli atomic.Value:CompareAndSwap,Swap net.IP:IsPrivate " +
    "net.ParseError:Temporary,Timeout reflect.Method:IsExported reflect.StructField:IsExported " +
    "reflect.Value:CanConvert sql.NullByte:Scan,Value sql.NullInt16:Scan,Value testing.B:Setenv " +
    "testing.T:Setenv time.Time:GoString,IsDST,UnixMicro,UnixMilli url.Values:Has",
  18:
    "bytes:Cut debug:BuildSetting,ParseBuildInfo http:MaxBytesHandler net:TCPAddrFromAddrPort," +
    "UDPAddrFromAddrPort netip:Addr,AddrFrom16,AddrFrom4,AddrFromSlice,AddrPort,AddrPortFrom,IPv4Unspecified," +
    "IPv6LinkLocalAllNodes,IPv6Unspecified,MustParseAddr,MustParseAddrPort,MustParsePrefix,ParseAddr," +
    "ParseAddrPort,ParsePrefix,Prefix,PrefixFrom reflect:PointerTo strings:Clone,Cut testing:F," +
    "InternalFuzzTarget utf8:AppendRune bufio.ReadWriter:AvailableBuffer bufio.Writer:AvailableBuffer " +
    "http.Cookie:Valid net.Resolver:LookupNetIP net.TCPAddr:AddrPort net.UDPAddr:AddrPort " +
    "net.UDPConn:ReadFromUDPAddrPort,ReadMsgUDPAddrPort,WriteMsgUDPAddrPort,WriteToUDPAddrPort " +
    "reflect.MapIter:Reset reflect.Value:CanComplex,CanFloat,CanInt,CanUint,FieldByIndexErr,SetIterKey," +
    "SetIterValue,UnsafePointer sync.Mutex:TryLock sync.RWMutex:TryLock,TryRLock testing.F:Add,Cleanup,Error," +
    "Errorf,Fail,FailNow,Failed,Fatal,Fatalf,Fuzz,Helper,Log,Logf,Name,Setenv,Skip,SkipNow,Skipf,Skipped," +
    "TempDir",
  19:
    "atomic:Bool,Int32,Int64,Pointer,Uint32,Uint64,Uintptr binary:AppendByteOrder,AppendUvarint,AppendVarint " +
    "debug:SetMemoryLimit exec:ErrDot flag:TextVar fmt:Append,Appendf,Appendln http:MaxBytesError sort:Find " +
    "url:JoinPath x509:ParseRevocationList atomic.Bool:CompareAndSwap,Load,Store,Swap atomic.Int32:Add," +
    "CompareAndSwap,Load,Store,Swap atomic.Int64:Add,CompareAndSwap,Load,Store,Swap " +
    "atomic.Pointer:CompareAndSwap,Load,Store,Swap atomic.Uint32:Add,CompareAndSwap,Load,Store,Swap " +
    "atomic.Uint64:Add,CompareAndSwap,Load,Store,Swap atomic.Uintptr:Add,CompareAndSwap,Load,Store,Swap " +
    "exec.Cmd:Environ flag.FlagSet:TextVar http.MaxBytesError:Error time.Duration:Abs time.Time:ZoneBounds " +
    "url.URL:JoinPath x509.CertPool:Clone,Equal x509.RevocationList:CheckSignatureFrom",
  20:
    "bytes:Clone,CutPrefix,CutSuffix context:CancelCauseFunc,Cause,WithCancelCause ecdh:Curve,P256,P384,P521," +
    "PrivateKey,PublicKey,X25519 ed25519:Options,VerifyWithOptions errors:Join exec:ErrWaitDelay " +
    "filepath:IsLocal,SkipAll fmt:FormatString fs:SkipAll http:NewResponseController,ResponseController " +
    "httputil:ProxyRequest io:NewOffsetWriter,OffsetWriter netip:IPv6LinkLocalAllRouters,IPv6Loopback " +
    "strings:CutPrefix,CutSuffix subtle:XORBytes tls:CertificateVerificationError utf16:AppendRune " +
    "x509:SetFallbackRoots http.ResponseController:Flush,Hijack,SetReadDeadline,SetWriteDeadline " +
    "io.OffsetWriter:Seek,Write,WriteAt reflect.Value:Comparable,Equal,Grow,SetZero " +
    "sync.Map:CompareAndDelete,CompareAndSwap,Swap testing.B:Elapsed time.Time:Compare",
  21:
    "binary:NativeEndian bytes:ContainsFunc cmp:Compare,Less,Ordered context:AfterFunc,WithDeadlineCause," +
    "WithTimeoutCause,WithoutCancel errors:ErrUnsupported flag:BoolFunc fs:FormatDirEntry,FormatFileInfo " +
    "http:ErrSchemeMismatch maps:Clone,Copy,DeleteFunc,Equal,EqualFunc runtime:PanicNilError,Pinner " +
    "slices:BinarySearch,BinarySearchFunc,Clip,Clone,Compact,CompactFunc,Compare,CompareFunc,Contains," +
    "ContainsFunc,Delete,DeleteFunc,Equal,EqualFunc,Grow,Index,IndexFunc,Insert,IsSorted,IsSortedFunc,Max," +
    "MaxFunc,Min,MinFunc,Replace,Reverse,Sort,SortFunc,SortStableFunc slog:Any,AnyValue,Attr,Bool,BoolValue," +
    "Debug,DebugContext,Default,Duration,DurationValue,Error,ErrorContext,Float64,Float64Value,Group," +
    "GroupValue,Handler,HandlerOptions,Info,InfoContext,Int,Int64,Int64Value,IntValue,JSONHandler,Kind,Level," +
    "LevelVar,Leveler,Log,LogAttrs,LogValuer,Logger,New,NewJSONHandler,NewLogLogger,NewRecord,NewTextHandler," +
    "Record,SetDefault,Source,String,StringValue,TextHandler,Time,TimeValue,Uint64,Uint64Value,Value,Warn," +
    "WarnContext,With slogtest:TestHandler strings:ContainsFunc sync:OnceFunc,OnceValue,OnceValues " +
    "testing:Testing tls:AlertError,NewResumptionState,ParseSessionState,QUICClient,QUICConfig,QUICConn," +
    "QUICEncryptionLevel,QUICEvent,QUICEventKind,QUICServer,QUICSessionTicketOptions,SessionState," +
    "VersionName x509:RevocationListEntry bytes.Buffer:Available,AvailableBuffer flag.FlagSet:BoolFunc " +
    "http.ProtocolError:Is http.ResponseController:EnableFullDuplex net.Dialer:MultipathTCP,SetMultipathTCP " +
    "net.ListenConfig:MultipathTCP,SetMultipathTCP net.TCPConn:MultipathTCP reflect.Value:Clear " +
    "regexp.Regexp:MarshalText,UnmarshalText",
  22:
    "cmp:Or hex:AppendDecode,AppendEncode http:FileServerFS,NewFileTransportFS,ServeFileFS reflect:TypeFor " +
    "slices:Concat slog:SetLogLoggerLevel slogtest:Run sql:Null x509:OID,OIDFromInts http.Request:PathValue," +
    "SetPathValue io.SectionReader:Outer net.TCPConn:WriteTo os.File:WriteTo sql.Null:Scan,Value " +
    "x509.CertPool:AddCertWithConstraint x509.OID:Equal,EqualASN1OID,String",
  23:
    "atomic:AndInt32,AndInt64,AndUint32,AndUint64,AndUintptr,OrInt32,OrInt64,OrUint32,OrUint64,OrUintptr " +
    "binary:Append,Decode,Encode debug:CrashOptions,SetCrashOutput filepath:Localize http:ParseCookie," +
    "ParseSetCookie httptest:NewRequestWithContext iter:Pull,Pull2,Seq,Seq2 maps:All,Collect,Insert,Keys," +
    "Values net:KeepAliveConfig os:CopyFS reflect:SliceAt slices:All,AppendSeq,Backward,Chunk,Collect,Repeat," +
    "Sorted,SortedFunc,SortedStableFunc,Values structs:HostLayout tls:ECHRejectionError unique:Handle,Make " +
    "utf16:RuneLen x509:ParseOID atomic.Int32:And,Or atomic.Int64:And,Or atomic.Uint32:And,Or " +
    "atomic.Uint64:And,Or atomic.Uintptr:And,Or http.Request:CookiesNamed net.DNSError:Unwrap " +
    "net.TCPConn:SetKeepAliveConfig reflect.Value:Seq,Seq2 sync.Map:Clear x509.OID:MarshalBinary,MarshalText," +
    "UnmarshalBinary,UnmarshalText",
  24:
    "bytes:FieldsFuncSeq,FieldsSeq,Lines,SplitAfterSeq,SplitSeq cipher:NewGCMWithRandomNonce " +
    "encoding:BinaryAppender,TextAppender fips140:Enabled hkdf:Expand,Extract,Key http:HTTP2Config,Protocols " +
    "mlkem:DecapsulationKey1024,DecapsulationKey768,EncapsulationKey1024,EncapsulationKey768,GenerateKey1024," +
    "GenerateKey768,NewDecapsulationKey1024,NewDecapsulationKey768,NewEncapsulationKey1024," +
    "NewEncapsulationKey768 os:OpenInRoot,OpenRoot,Root pbkdf2:Key runtime:AddCleanup,Cleanup sha3:New224," +
    "New256,New384,New512,NewCSHAKE128,NewCSHAKE256,NewSHAKE128,NewSHAKE256,SHA3,SHAKE,Sum224,Sum256,Sum384," +
    "Sum512,SumSHAKE128,SumSHAKE256 slog:DiscardHandler strings:FieldsFuncSeq,FieldsSeq,Lines,SplitAfterSeq," +
    "SplitSeq subtle:WithDataIndependentTiming tls:EncryptedClientHelloKey weak:Make,Pointer " +
    "x509:PolicyMapping http.Protocols:HTTP1,HTTP2,SetHTTP1,SetHTTP2,SetUnencryptedHTTP2,String," +
    "UnencryptedHTTP2 net.IP:AppendText os.Root:Close,Create,FS,Lstat,Mkdir,Name,Open,OpenFile,OpenRoot," +
    "Remove,Stat regexp.Regexp:AppendText testing.B:Chdir,Context,Loop testing.F:Chdir,Context " +
    "testing.T:Chdir,Context time.Time:AppendBinary,AppendText url.URL:AppendBinary x509.OID:AppendBinary," +
    "AppendText",
  25:
    "crypto:MessageSigner,SignMessage ecdsa:ParseRawPrivateKey,ParseUncompressedPublicKey fs:Lstat,ReadLink," +
    "ReadLinkFS hash:Cloner,XOF http:CrossOriginProtection,NewCrossOriginProtection reflect:TypeAssert " +
    "runtime:SetDefaultGOMAXPROCS slog:GroupAttrs synctest:Test,Wait trace:FlightRecorder," +
    "FlightRecorderConfig,NewFlightRecorder http.CrossOriginProtection:AddInsecureBypassPattern," +
    "AddTrustedOrigin,Check,Handler,SetDenyHandler os.Root:Chmod,Chown,Chtimes,Lchown,Link,MkdirAll,ReadFile," +
    "Readlink,RemoveAll,Rename,Symlink,WriteFile sync.WaitGroup:Go testing.B:Attr,Output testing.F:Attr," +
    "Output testing.T:Attr,Output",
  26:
    "crypto:Decapsulator,Encapsulator cryptotest:SetGlobalRandom ecdh:KeyExchanger errors:AsType " +
    "fips140:Enforced,Version,WithoutEnforcement hpke:AEAD,AES128GCM,AES256GCM,ChaCha20Poly1305,DHKEM," +
    "ExportOnly,HKDFSHA256,HKDFSHA384,HKDFSHA512,KDF,KEM,MLKEM1024,MLKEM1024P384,MLKEM768,MLKEM768P256," +
    "MLKEM768X25519,NewAEAD,NewDHKEMPrivateKey,NewDHKEMPublicKey,NewHybridPrivateKey,NewHybridPublicKey," +
    "NewKDF,NewKEM,NewMLKEMPrivateKey,NewMLKEMPublicKey,NewRecipient,NewSender,Open,PrivateKey,PublicKey," +
    "Recipient,SHAKE128,SHAKE256,Seal,Sender http:ClientConn mlkemtest:Encapsulate1024,Encapsulate768 " +
    "os:ErrNoHandle rsa:EncryptOAEPWithOptions slog:MultiHandler,NewMultiHandler x509:OIDFromASN1OID " +
    "bytes.Buffer:Peek http.ClientConn:Available,Close,Err,InFlight,Release,Reserve,RoundTrip,SetStateHook " +
    "http.Transport:NewClientConn net.Dialer:DialIP,DialTCP,DialUDP,DialUnix os.Process:WithHandle " +
    "reflect.Value:Fields,Methods testing.B:ArtifactDir testing.F:ArtifactDir testing.T:ArtifactDir " +
    "x509.ExtKeyUsage:OID,String x509.KeyUsage:String",
};

const packages: Readonly<Record<number, string>> = {
  13: "crypto/ed25519",
  14: "hash/maphash",
  15: "time/tzdata",
  16: "embed go/build/constraint io/fs runtime/metrics testing/fstest",
  18: "debug/buildinfo net/netip",
  19: "go/doc/comment",
  20: "crypto/ecdh runtime/coverage",
  21: "cmp log/slog maps slices testing/slogtest",
  22: "go/version math/rand/v2",
  23: "iter structs unique",
  24: "crypto/fips140 crypto/hkdf crypto/mlkem crypto/pbkdf2 crypto/sha3 weak",
  25: "testing/synctest",
  26: "crypto/hpke crypto/mlkem/mlkemtest testing/cryptotest",
};

/** N of the Go 1.N that first has a package; undefined for older ones and for what is none. */
export function stdPackageSince(path: string): number | undefined {
  const entry = Object.entries(packages).find(([, paths]) => paths.split(" ").includes(path));
  return entry && Number(entry[0]);
}

let known: ReadonlyMap<string, number> | undefined;

/** N of the Go 1.N that first has `strings.Cut` or, with its type, `sync.Map.Clear`; undefined for older and other names. */
export function stdSince(name: string): number | undefined {
  known ??= new Map(
    Object.entries(names).flatMap(([minor, words]) =>
      words.split(" ").flatMap((word) => {
        const [owner = "", members = ""] = word.split(":");
        return members.split(",").map((member): [string, number] => [`${owner}.${member}`, Number(minor)]);
      }),
    ),
  );
  return known.get(name);
}
