/** `/healthz` says that the process answers, `/readyz` that it should be sent requests. */
export interface Health {
  /** From now on `/readyz` is 503; everything else is served as before. */
  drain(): void;
  /** An answer, where the path is one of the two. */
  answer(url: string): Response | undefined;
}

/** Makes the two answers. */
export function createHealth(): Health {
  let isDraining = false;
  const headers = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
  return {
    drain() {
      isDraining = true;
    },
    answer(url) {
      // One comparison for all others: no path of a module ends in z after a slash and these names.
      if (!url.endsWith("z")) return undefined;
      const { pathname } = new URL(url);
      if (pathname === "/healthz") return new Response("ok\n", { headers });
      if (pathname !== "/readyz") return undefined;
      return isDraining
        ? new Response("draining\n", { status: 503, headers })
        : new Response("ready\n", { headers });
    },
  };
}
