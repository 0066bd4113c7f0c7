import { expect, test } from "bun:test";
import fc from "fast-check";
import { LinkedQueue } from "./linked-queue.ts";

test("a linked queue does what a list does, in which any may leave before its turn", () => {
  const step = fc.record({ do: fc.constantFrom("push", "push", "shift", "leave"), which: fc.nat(30) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const queue = new LinkedQueue<number>();
      let list: number[] = [];
      const leave: (() => boolean)[] = [];
      for (const { do: what, which } of steps) {
        if (what === "push") {
          list.push(leave.length);
          leave.push(queue.push(leave.length));
        } else if (what === "shift") expect(queue.shift()).toBe(list.shift());
        else if (leave.length > 0) {
          const value = which % leave.length;
          expect(leave[value]?.()).toBe(list.includes(value));
          list = list.filter((other) => other !== value);
        }
        expect(queue.isEmpty).toBe(list.length === 0);
      }
    }),
  );
});
