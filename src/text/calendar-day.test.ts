import { expect, test } from "bun:test";
import { isCalendarDay } from "./calendar-day.ts";

test.each([
  ["2027-01-31", true],
  ["2028-02-29", true],
  ["2027-02-29", false],
  ["2027-02-30", false],
  ["2026-13-01", false],
  ["2026-13-41", false],
  ["2026-00-10", false],
  ["2025-1-1", false],
  ["tomorrow", false],
  ["", false],
])("%p is a day: %p", (text, expected) => {
  expect(isCalendarDay(text)).toBe(expected);
});
