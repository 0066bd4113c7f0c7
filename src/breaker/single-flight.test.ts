import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { SingleFlight } from "./single-flight.ts";

interface Work {
  readonly signal: AbortSignal;
  resolve(value: string): void;
  reject(error: Error): void;
}

/** A flight whose work the test ends by hand. */
function create(): {
  flight: SingleFlight<string>;
  ask: (signal?: AbortSignal) => Promise<string>;
  works: Work[];
} {
  const flight = new SingleFlight<string>();
  const works: Work[] = [];
  const start = (signal: AbortSignal): Promise<string> => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    works.push({ signal, resolve, reject });
    return promise;
  };
  return { flight, ask: (signal) => flight.run("m@v1.0.0", start, signal), works };
}

/** Lets everything that is already decided happen. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

describe("a single flight", () => {
  test("a thousand who ask at the same time get the result of one piece of work", async () => {
    const { flight, ask, works } = create();
    const asked = Array.from({ length: 1000 }, () => ask());
    await settle();
    expect([works.length, flight.counts]).toEqual([1, { flights: 1, waiters: 1000 }]);
    works[0]?.resolve("zip");
    expect(new Set(await Promise.all(asked))).toEqual(new Set(["zip"]));
    expect(flight.counts).toEqual({ flights: 0, waiters: 0 });
  });

  test("the first who asked may go: the work goes on for the others", async () => {
    const { ask, works } = create();
    const leader = new AbortController();
    const first = ask(leader.signal);
    const second = ask();
    await settle();
    leader.abort(new Error("client went away"));
    expect(first).rejects.toThrow("client went away");
    await settle();
    expect(works[0]?.signal.aborted).toBe(false);
    works[0]?.resolve("zip");
    expect(await second).toBe("zip");
  });

  test("when the last has gone the work is told to stop, and who comes then gets new work", async () => {
    const { ask, works } = create();
    const clients = [new AbortController(), new AbortController()];
    const gone = clients.map(({ signal }) => ask(signal).catch((error: Error) => error.message));
    await settle();
    clients[0]?.abort(new Error("one"));
    expect(works[0]?.signal.aborted).toBe(false);
    clients[1]?.abort(new Error("two"));
    expect(works[0]?.signal.aborted).toBe(true);
    const next = ask();
    await settle();
    expect(works.length).toBe(2);
    works[0]?.reject(new Error("stopped"));
    works[1]?.resolve("new");
    expect(await next).toBe("new");
    expect(await Promise.all(gone)).toEqual(["one", "two"]);
  });

  test("the end of stopped work does not take away the work that came after it", async () => {
    const { flight, ask, works } = create();
    const client = new AbortController();
    const first = ask(client.signal).catch(() => "gone");
    await settle();
    client.abort();
    const second = ask();
    await settle();
    works[0]?.resolve("old");
    await settle();
    expect(flight.counts).toEqual({ flights: 1, waiters: 1 });
    const third = ask();
    works[1]?.resolve("new");
    expect(await Promise.all([first, second, third])).toEqual(["gone", "new", "new"]);
  });

  test("a failure is everybody's, and nobody's who asks afterwards", async () => {
    const { ask, works } = create();
    const asked = [ask(), ask()].map((answer) => answer.catch((error: Error) => error.message));
    await settle();
    works[0]?.reject(new Error("all upstreams failed"));
    expect(await Promise.all(asked)).toEqual(["all upstreams failed", "all upstreams failed"]);
    const again = ask();
    await settle();
    works[1]?.resolve("zip");
    expect(await again).toBe("zip");
  });

  test("work that throws before it begins rejects and is forgotten", async () => {
    const flight = new SingleFlight<string>();
    const thrown = flight.run("m", () => {
      throw new RangeError("no such thing");
    });
    expect(thrown).rejects.toThrow("no such thing");
    await settle();
    expect(flight.counts.flights).toBe(0);
  });

  test("who has already gone starts nothing", async () => {
    const { ask, works } = create();
    expect(ask(AbortSignal.abort(new Error("late")))).rejects.toThrow("late");
    const client = new AbortController();
    const gone = ask(client.signal).catch((error: Error) => error.message);
    client.abort(new Error("at once"));
    expect(await gone).toBe("at once");
    await settle();
    expect(works.length).toBe(0);
  });

  test("different keys are different work", async () => {
    const flight = new SingleFlight<string>();
    const both = await Promise.all(["a", "b"].map((key) => flight.run(key, () => Promise.resolve(key))));
    expect(both).toEqual(["a", "b"]);
  });

  test("in any order of coming, going and ending, one work at a time, and all who stayed get its end", async () => {
    const step = fc.record({
      do: fc.constantFrom("ask", "ask", "ask", "go", "go", "end", "fail"),
      which: fc.nat(20),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { flight, ask, works } = create();
        let waiting: { client: AbortController; answer: Promise<string>; work: number }[] = [];
        for (const { do: what, which } of steps) {
          const current = works.length - 1;
          if (what === "ask") {
            const client = new AbortController();
            const answer = ask(client.signal).catch((error: Error) => `failed ${error.message}`);
            await settle();
            waiting.push({ client, answer, work: works.length - 1 });
            expect(works.length - 1).toBe(waiting.length === 1 ? current + 1 : current);
          } else if (what === "go") {
            const [gone] = waiting.splice(which % Math.max(1, waiting.length), 1);
            gone?.client.abort(new Error("gone"));
            if (gone) expect(await gone.answer).toBe("failed gone");
            if (gone) expect(works[gone.work]?.signal.aborted).toBe(waiting.length === 0);
          } else {
            if (what === "end") works[current]?.resolve(`done ${current}`);
            else works[current]?.reject(new Error(`${current}`));
            await settle();
            const word = what === "end" ? "done" : "failed";
            for (const { answer, work } of waiting)
              expect([work, await answer]).toEqual([current, `${word} ${current}`]);
            waiting = [];
          }
          await settle();
          expect(flight.counts).toEqual({ flights: Math.min(1, waiting.length), waiters: waiting.length });
        }
      }),
    );
  });
});
