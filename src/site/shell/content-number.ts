/** Numbers for what a walk may read: equal for equal content, wherever it was made. */

const numbersOfText = new Map<string, number>();
/** Texts that are remembered; what comes later gets numbers of its own. */
const mostTexts = 50_000;
let count = 0;

function numberOfText(text: string): number {
  const known = numbersOfText.get(text);
  if (known !== undefined) return known;
  if (numbersOfText.size >= mostTexts) numbersOfText.clear();
  numbersOfText.set(text, ++count);
  return count;
}

const whole = new WeakMap<object, number>();
const withoutPlaces = new WeakMap<object, number>();

function plain(_: string, value: unknown): unknown {
  return value instanceof Map || value instanceof Set ? [...value] : value;
}

/** A number for all that an object holds. */
export function contentNumber(object: object): number {
  const known = whole.get(object);
  if (known !== undefined) return known;
  const number = numberOfText(JSON.stringify(object, plain));
  whole.set(object, number);
  return number;
}

/** A number for what an object holds apart from the places where that is written. */
export function placelessNumber(object: object): number {
  const known = withoutPlaces.get(object);
  if (known !== undefined) return known;
  const number = numberOfText(
    JSON.stringify(object, (name, value: unknown) => (name === "at" ? undefined : plain(name, value))),
  );
  withoutPlaces.set(object, number);
  return number;
}
