/** Passes requests on to a server, and loses some: before they are heard, after they were heard, or with a 503. */
export function startWoundedServer(target: string): {
  readonly endpoint: string;
  readonly wounds: () => number;
  stop(): Promise<void>;
} {
  let count = 0;
  let wounds = 0;
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      const wound = count++ % 7;
      if (wound === 1) {
        wounds++;
        return new Response("slow down", { status: 503 });
      }
      const body = request.method === "PUT" ? await request.bytes() : null;
      const headers = new Headers(request.headers);
      headers.delete("host");
      const answer = await fetch(`${target}${pathname}${search}`, { method: request.method, headers, body });
      if (wound === 3) {
        wounds++;
        await answer.body?.cancel();
        // Heard and done, and nobody is told.
        return new Response("lost", { status: 500 });
      }
      return new Response(await answer.bytes(), { status: answer.status, headers: answer.headers });
    },
  });
  return {
    endpoint: `http://127.0.0.1:${server.port}`,
    wounds: () => wounds,
    stop: () => server.stop(true),
  };
}
