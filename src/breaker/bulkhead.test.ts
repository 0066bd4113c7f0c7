import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Bulkhead, type BulkheadEntry, type Place } from "./bulkhead.ts";

describe("a bulkhead", () => {
  test("who leaves makes room for the one who waited longest", () => {
    const { bulkhead, enter, turns } = create({ places: 1, queue: 2 });
    const first = inside(enter("a", "1"));
    expect([enter("a", "2").kind, enter("a", "3").kind, enter("a", "4").kind]).toEqual([
      "waiting",
      "waiting",
      "full",
    ]);
    first.leave();
    first.leave();
    expect(turns.map(([name]) => name)).toEqual(["2"]);
    expect(bulkhead.counts).toEqual({ inside: 1, waiting: 1 });
  });

  test("two hundred of one client do not starve the one of another", () => {
    const { enter, turns } = create({ places: 1, queue: 300 });
    const first = inside(enter("greedy", "0"));
    for (let call = 1; call <= 200; call++) enter("greedy", `${call}`);
    enter("modest", "modest");
    first.leave();
    for (let turn = 0; turn < 3; turn++) turns.at(-1)?.[1].leave();
    expect(turns.map(([name]) => name).slice(0, 4)).toEqual(["1", "modest", "2", "3"]);
  });

  test("who gave up gets no turn and takes no room in the queue", () => {
    const { bulkhead, enter, turns } = create({ places: 1, queue: 1 });
    const first = inside(enter("a", "1"));
    const waiting = enter("a", "2");
    expect(waiting.kind === "waiting" && [waiting.giveUp(), waiting.giveUp()]).toEqual([true, false]);
    expect(enter("a", "3").kind).toBe("waiting");
    first.leave();
    expect(turns.map(([name]) => name)).toEqual(["3"]);
    expect(bulkhead.counts).toEqual({ inside: 1, waiting: 0 });
  });

  test("giving up after the turn is told so, and the place is still there to leave", () => {
    const { bulkhead, enter, turns } = create({ places: 1, queue: 1 });
    const first = inside(enter("a", "1"));
    const waiting = enter("a", "2");
    first.leave();
    expect(waiting.kind === "waiting" && waiting.giveUp()).toBe(false);
    turns[0]?.[1].leave();
    expect(bulkhead.counts).toEqual({ inside: 0, waiting: 0 });
  });

  test("more places let those in who wait; fewer throw nobody out", () => {
    const { bulkhead, enter, turns } = create({ places: 1, queue: 3 });
    const first = inside(enter("a", "1"));
    for (const name of ["2", "3", "4"]) enter("a", name);
    bulkhead.resize({ places: 3, queue: 0 });
    expect([turns.length, bulkhead.counts]).toEqual([2, { inside: 3, waiting: 1 }]);
    bulkhead.resize({ places: 1, queue: 1 });
    expect(enter("a", "5").kind).toBe("full");
    first.leave();
    turns[0]?.[1].leave();
    expect([turns.length, bulkhead.counts]).toEqual([2, { inside: 1, waiting: 1 }]);
    turns[1]?.[1].leave();
    expect([turns.length, enter("a", "6").kind, enter("a", "7").kind]).toEqual([3, "waiting", "full"]);
    expect(() => bulkhead.resize({ places: 0, queue: 0 })).toThrow("places");
  });

  test("who comes while places are given out does not push in before those who wait", () => {
    const bulkhead = new Bulkhead({ places: 1, queue: 5 });
    const order: string[] = [];
    const first = inside(bulkhead.enter("a", () => {}));
    bulkhead.enter("a", (place) => {
      order.push("waited");
      place.leave();
      expect(bulkhead.enter("a", () => order.push("came last")).kind).toBe("waiting");
    });
    bulkhead.enter("a", (place) => {
      order.push("waited too");
      place.leave();
    });
    first.leave();
    expect(order).toEqual(["waited", "waited too", "came last"]);
  });

  test("a long queue whose every turn leaves at once is worked off without a stack", () => {
    const bulkhead = new Bulkhead({ places: 1, queue: 200_000 });
    const first = inside(bulkhead.enter("a", () => {}));
    let turns = 0;
    for (let call = 0; call < 200_000; call++)
      bulkhead.enter("a", (place) => {
        turns++;
        place.leave();
      });
    first.leave();
    expect([turns, bulkhead.counts]).toEqual([200_000, { inside: 0, waiting: 0 }]);
  });

  test("never more inside than places, never more waiting than the queue, everybody gets a turn in fairness", () => {
    const step = fc.record({
      do: fc.constantFrom("enter", "enter", "leave", "give up"),
      which: fc.nat(50),
      lane: fc.nat(3),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.nat(12),
        fc.array(step, { maxLength: 200 }),
        (places, queue, steps) => {
          const bulkhead = new Bulkhead({ places, queue });
          const insiders: Place[] = [];
          // The model: names that wait, and for each lane when it last had a turn.
          let waiting: { name: number; lane: string; giveUp(): boolean }[] = [];
          const got: number[] = [];
          for (const [name, { do: what, which, lane: number }] of steps.entries()) {
            const lane = `${number}`;
            const turnsBefore = got.length;
            if (what === "enter") {
              const entry = bulkhead.enter(lane, (place) => {
                insiders.push(place);
                got.push(name);
              });
              expect(entry.kind).toBe(
                insiders.length < places ? "inside" : waiting.length < queue ? "waiting" : "full",
              );
              if (entry.kind === "inside") insiders.push(entry.place);
              if (entry.kind === "waiting") waiting.push({ name, lane, giveUp: entry.giveUp });
            } else if (what === "leave") {
              insiders.splice(which % Math.max(1, insiders.length), 1)[0]?.leave();
            } else {
              const [gone] = waiting.splice(which % Math.max(1, waiting.length), 1);
              if (gone) expect(gone.giveUp()).toBe(true);
            }
            for (const turn of got.slice(turnsBefore)) {
              const lane = waiting.find(({ name }) => name === turn)?.lane;
              // Within its lane nobody who came before is still waiting.
              expect(waiting.find((other) => other.lane === lane)?.name).toBe(turn);
              waiting = waiting.filter(({ name }) => name !== turn);
            }
            expect(insiders.length).toBeLessThanOrEqual(places);
            expect(bulkhead.counts).toEqual({ inside: insiders.length, waiting: waiting.length });
            if (waiting.length > 0) expect(insiders.length).toBe(places);
          }
        },
      ),
    );
  });

  test("no lane gets a second turn while another that waited longer gets none", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4), { minLength: 1, maxLength: 60 }), (lanes) => {
        const { enter, turns } = create({ places: 1, queue: 60 });
        const first = inside(enter("first", "first"));
        for (const lane of lanes) enter(`${lane}`, `${lane}`);
        first.leave();
        while (turns.length < lanes.length) turns.at(-1)?.[1].leave();
        const left = new Map<string, number>();
        for (const lane of lanes) left.set(`${lane}`, (left.get(`${lane}`) ?? 0) + 1);
        // Round by round every lane that still waits has exactly one turn.
        let at = 0;
        while (at < turns.length) {
          const round = turns.slice(at, at + left.size).map(([name]) => name);
          expect(new Set(round)).toEqual(new Set(left.keys()));
          at += left.size;
          for (const [lane, count] of left) count === 1 ? left.delete(lane) : left.set(lane, count - 1);
        }
      }),
    );
  });

  test("sizes that are none are refused", () => {
    expect(() => new Bulkhead({ places: 0, queue: 0 })).toThrow(
      "places must be a whole number from 1, got 0",
    );
    expect(() => new Bulkhead({ places: 1, queue: -1 })).toThrow(
      "queue must be a whole number from 0, got -1",
    );
  });
});

function create(size: { places: number; queue: number }): {
  bulkhead: Bulkhead;
  enter: (lane: string, name: string) => BulkheadEntry;
  turns: [string, Place][];
} {
  const bulkhead = new Bulkhead(size);
  const turns: [string, Place][] = [];
  const enter = (lane: string, name: string): BulkheadEntry =>
    bulkhead.enter(lane, (place) => turns.push([name, place]));
  return { bulkhead, enter, turns };
}

function inside(entry: BulkheadEntry): Place {
  if (entry.kind !== "inside") throw new Error(`Not inside but ${entry.kind}`);
  return entry.place;
}
