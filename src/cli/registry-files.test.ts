import { afterAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeLayout } from "../../scripts/make-layout.ts";
import { openImage } from "./open-image.ts";
import { parseRegistryName } from "./registry-files.ts";

const work = mkdtempSync(join(tmpdir(), "breakwater-registry-files-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const layout = join(work, "layout");
const tar = Buffer.alloc(1024);
const digest = makeLayout(layout, { layers: [{ tar, packed: "gzip" }], config: { User: "1" } });

interface Served {
  readonly host: string;
  readonly asked: readonly string[];
  stop(): void;
}

/** A registry of this layout; `answer` may say something else first. */
function serve(answer: (request: Request, path: string) => Response | undefined): Served {
  const asked: string[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request) => {
      const path = new URL(request.url).pathname.replace("/v2/acme/ledger/", "");
      asked.push(path);
      const other = answer(request, path);
      if (other) return other;
      const file = join(layout, "blobs/sha256", path.replace(/^.*sha256:/, ""));
      if (path === "manifests/1.4")
        return new Response(readFileSync(join(layout, "blobs/sha256", digest.slice(7))), {
          headers: { "Content-Type": "application/vnd.oci.image.manifest.v1+json" },
        });
      return path.includes("sha256:") && existsSync(file)
        ? new Response(readFileSync(file))
        : new Response("", { status: 404 });
    },
  });
  return { host: `127.0.0.1:${server.port}`, asked, stop: () => void server.stop(true) };
}

async function read(host: string, reference: string): Promise<string> {
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith("breakwater-image-"));
  try {
    const opened = await openImage(
      `${host}/acme/ledger${reference}`,
      { platform: undefined },
      { folder: work },
    );
    try {
      await opened.root();
      return `${opened.image?.digest} ${opened.image?.config.user}`;
    } finally {
      opened.close();
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    const after = readdirSync(tmpdir()).filter((name) => name.startsWith("breakwater-image-"));
    expect(after).toEqual(before);
  }
}

describe("an image in a registry", () => {
  test("is read by tag and by digest, and leaves nothing behind", async () => {
    const { host, stop } = serve(() => undefined);
    expect(await read(host, ":1.4")).toBe(`${digest} 1`);
    expect(await read(host, `@${digest}`)).toBe(`${digest} 1`);
    stop();
  });

  test("is read with the token that the registry gives to everybody", async () => {
    const { host, asked, stop } = serve((request, path) => {
      if (path === "/token") return Response.json({ token: "abc" });
      if (request.headers.get("authorization") === "Bearer abc") return undefined;
      const realm = `Bearer realm="http://${new URL(request.url).host}/token",service="registry",scope="x"`;
      return new Response("", { status: 401, headers: { "WWW-Authenticate": realm } });
    });
    expect(await read(host, ":1.4")).toBe(`${digest} 1`);
    expect(asked.filter((path) => path === "/token")).toHaveLength(1);
    stop();
  });

  test("its blobs may lie elsewhere, which never sees the token", async () => {
    const seen: (string | null)[] = [];
    const elsewhere = serve((request) => {
      seen.push(request.headers.get("authorization"));
      return undefined;
    });
    const { host, stop } = serve((request, path) => {
      if (path === "/token") return Response.json({ access_token: "abc" });
      if (request.headers.get("authorization") !== "Bearer abc") {
        const realm = `Bearer realm="http://${new URL(request.url).host}/token"`;
        return new Response("", { status: 401, headers: { "WWW-Authenticate": realm } });
      }
      return path.startsWith("blobs/")
        ? Response.redirect(`http://localhost:${elsewhere.host.split(":")[1]}/${path}`, 307)
        : undefined;
    });
    expect(await read(host, ":1.4")).toBe(`${digest} 1`);
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.every((one) => one === null)).toBe(true);
    elsewhere.stop();
    stop();
  });

  test("is refused when its bytes are not what their digest says", async () => {
    const lies = serve((_, path) => (path.startsWith("blobs/") ? new Response("other bytes") : undefined));
    expect(await read(lies.host, ":1.4")).toMatch(
      /a blob of the registry has sha256:[0-9a-f]{64}, not sha256:[0-9a-f]{64}$/,
    );
    lies.stop();
    const moved = serve((_, path) => (path.startsWith("manifests/") ? new Response("{}") : undefined));
    expect(await read(moved.host, `@${digest}`)).toContain("the registry's manifest has sha256:");
    moved.stop();
  });

  test("that is not there, or not for everybody, is said in one line", async () => {
    const { host, stop } = serve((_, path) =>
      path === "manifests/secret" ? new Response("", { status: 403 }) : undefined,
    );
    expect(await read(host, ":none")).toEndWith("the registry has no acme/ledger none");
    expect(await read(host, ":secret")).toEndWith("the registry answers 403 for manifests/secret");
    stop();
    expect(await read(host, ":1.4")).toContain(`${host} does not answer`);
  });
});

describe("names of images", () => {
  test.each([
    ["registry.example.com/acme/ledger", "registry.example.com acme/ledger latest"],
    ["registry.example.com:5000/ledger:1.4", "registry.example.com:5000 ledger 1.4"],
    [`localhost/a/b@sha256:${"0".repeat(64)}`, `localhost a/b sha256:${"0".repeat(64)}`],
    [`host.example/a:1@sha256:${"0".repeat(64)}`, `host.example a sha256:${"0".repeat(64)}`],
  ])("%s", (name, wanted) => {
    const { host, repository, reference } = parseRegistryName(name) ?? {};
    expect(`${host} ${repository} ${reference}`).toBe(wanted);
  });

  test.each([
    "ledger",
    "bin/ledger",
    "acme/ledger:1.4",
    "./host.example/x",
    "../x.y/z",
  ])("%s is none", (name) => {
    expect(parseRegistryName(name)).toBeUndefined();
  });
});

describe("an index of several images", () => {
  const folder = join(work, "several");
  const [amd64, arm64] = ["amd64", "arm64"].map((arch) =>
    makeLayout(folder, { layers: [{ tar, packed: "none" }], arch }),
  );
  const entry = (one: string | undefined, architecture: string, annotations = {}): object => ({
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    digest: one,
    platform: { os: "linux", architecture },
    annotations,
  });
  const attestation = entry(`sha256:${"0".repeat(64)}`, "unknown", {
    "vnd.docker.reference.type": "attestation-manifest",
  });
  const inner = JSON.stringify({
    schemaVersion: 2,
    manifests: [entry(amd64, "amd64"), entry(arm64, "arm64"), attestation],
  });
  const hex = createHash("sha256").update(inner).digest("hex");
  writeFileSync(join(folder, "blobs/sha256", hex), inner);
  const outer = {
    schemaVersion: 2,
    manifests: [{ mediaType: "application/vnd.oci.image.index.v1+json", digest: `sha256:${hex}` }],
  };
  writeFileSync(join(folder, "index.json"), JSON.stringify(outer));
  const choose = (platform: { os: string; arch: string } | undefined): Promise<string> =>
    openImage("several", { platform }, { folder: work }).then(
      ({ image, close }) => {
        close();
        return `${image?.digest} ${image?.platform.arch}`;
      },
      (error: unknown) => (error instanceof Error ? error.message : ""),
    );

  test("gives the one for the platform that was asked for, through indexes in indexes", async () => {
    expect(await choose(undefined)).toBe(`${amd64} amd64`);
    expect(await choose({ os: "linux", arch: "arm64" })).toBe(`${arm64} arm64`);
    expect(await choose({ os: "linux", arch: "s390x" })).toBe(
      'Cannot read "several": it has no image for linux/s390x, only for linux/amd64, linux/arm64',
    );
  });
});

describe("an archive or a layout of several images for one platform", () => {
  const folder = join(work, "pair");
  const digests = ["1", "2"].map((User) =>
    makeLayout(folder, { layers: [{ tar, packed: "none" }], config: { User } }),
  );
  const manifests = digests.map((one, index) => ({
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    digest: one,
    platform: { os: "linux", architecture: "amd64" },
    annotations: { "org.opencontainers.image.ref.name": `1.${index}` },
  }));
  writeFileSync(join(folder, "index.json"), JSON.stringify({ schemaVersion: 2, manifests }));
  const saved = join(work, "saved");
  const entries = digests.map((one, index) => {
    const { config, layers } = JSON.parse(readFileSync(join(folder, "blobs/sha256", one.slice(7)), "utf8"));
    const pathOf = ({ digest: other }: { digest: string }): string => `blobs/sha256/${other.slice(7)}`;
    return { Config: pathOf(config), RepoTags: [`acme/ledger:1.${index}`], Layers: layers.map(pathOf) };
  });
  Bun.spawnSync(["cp", "-r", folder, saved]);
  rmSync(join(saved, "index.json"));
  writeFileSync(join(saved, "manifest.json"), JSON.stringify(entries));
  const userOf = (name: string): Promise<string> =>
    openImage(name, { platform: undefined }, { folder: work }).then(
      ({ image, close }) => {
        close();
        return image?.config.user ?? "";
      },
      (error: unknown) => (error instanceof Error ? error.message : ""),
    );

  test.each(["pair", "saved"])("is read by tag, and nothing is guessed: %s", async (name) => {
    expect(await userOf(`${name}:1.0`)).toBe("1");
    expect(await userOf(`${name}:1.1`)).toBe("2");
    expect(await userOf(name)).toMatch(
      /it holds 2 images: write one of them behind a colon: .*1\.0, .*1\.1$/,
    );
    expect(await userOf(`${name}:2.0`)).toBe(`Cannot read "${name}:2.0": it holds no image "2.0"`);
  });
});
