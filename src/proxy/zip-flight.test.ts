import { describe, expect, test } from "bun:test";
import { heldBackBytes, ZipFlight } from "./zip-flight.ts";

const bytes = (length: number, value = 1): Uint8Array => new Uint8Array(length).fill(value);
const stored = (all: Uint8Array) => (start: number) => new Blob([all.slice(start)]).stream();
const never = new AbortController().signal;

async function readAll(flight: ZipFlight): Promise<number | string> {
  let length = 0;
  try {
    for await (const chunk of flight.read()) length += chunk.length;
    return length;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe("a zip on its way in", () => {
  test("is not read before it may be, and never to its end before it is proven", async () => {
    const flight = new ZipFlight();
    flight.push(bytes(heldBackBytes + 1000));
    const reader = flight.read().getReader();
    let got = 0;
    const first = reader.read().then(({ value }) => {
      got = value?.length ?? 0;
    });
    await Promise.resolve();
    expect(got).toBe(0);
    flight.allowReading();
    await first;
    expect(got).toBe(1000);
    flight.push(bytes(500));
    expect((await reader.read()).value?.length).toBe(500);
    expect(flight.given).toBe(1500);
    flight.fail();
    expect(reader.read()).rejects.toThrow("did not arrive whole");
  });

  test("of less than what is held back is read when it has landed", async () => {
    const flight = new ZipFlight();
    flight.allowReading();
    flight.push(bytes(1000));
    const readable = flight.isReadable(never);
    flight.land(stored(bytes(1000)));
    expect(await readable).toBe(false);
    expect(await readAll(flight)).toBe(1000);
  });

  test("is whole for whoever comes early, late, or falls behind the window", async () => {
    const all = bytes(12_000_000);
    const flight = new ZipFlight();
    flight.allowReading();
    const slow = flight.read().getReader();
    const early = readAll(flight);
    for (let at = 0; at < all.length; at += 64_000) {
      flight.push(all.subarray(at, at + 64_000));
      await Promise.resolve();
    }
    const late = readAll(flight);
    flight.land(stored(all));
    let length = 0;
    for (let part = await slow.read(); !part.done; part = await slow.read()) length += part.value.length;
    expect([await early, await late, length]).toEqual([all.length, all.length, all.length]);
  });

  test("that failed stays so for those who read of it, even when another source has it", async () => {
    const flight = new ZipFlight();
    flight.allowReading();
    flight.push(bytes(heldBackBytes + 10));
    const reader = flight.read().getReader();
    await reader.read();
    flight.restart();
    flight.fail();
    flight.land(stored(bytes(5)));
    expect(reader.read()).rejects.toThrow("did not arrive whole");
  });

  test("whoever leaves is forgotten", async () => {
    const flight = new ZipFlight();
    const leave = new AbortController();
    const waiting = flight.isReadable(leave.signal);
    leave.abort(new Error("gone"));
    expect(waiting).rejects.toThrow("gone");
    const reader = flight.read().getReader();
    await reader.cancel();
    flight.fail();
  });
});
