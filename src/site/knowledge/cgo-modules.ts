/** Modules whose packages work only with cgo. Data that changes with time; only what their own sources show. */
export interface CgoModule {
  /** Import path below which the packages lie. */
  readonly path: string;
  /** Without cgo: `stub` compiles and fails when it runs, `stops` does not compile. */
  readonly withoutCgo: "stub" | "stops";
}

export const cgoModules: readonly CgoModule[] = [
  { path: "github.com/mattn/go-sqlite3", withoutCgo: "stub" },
  { path: "gorm.io/driver/sqlite", withoutCgo: "stub" },
  { path: "github.com/confluentinc/confluent-kafka-go", withoutCgo: "stops" },
  { path: "github.com/godror/godror", withoutCgo: "stops" },
  { path: "github.com/uber/h3-go", withoutCgo: "stops" },
  { path: "github.com/DataDog/zstd", withoutCgo: "stops" },
  { path: "github.com/valyala/gozstd", withoutCgo: "stops" },
  { path: "github.com/linxGnu/grocksdb", withoutCgo: "stops" },
  { path: "github.com/coreos/go-systemd/v22/sdjournal", withoutCgo: "stops" },
];
