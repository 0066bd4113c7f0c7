/** A .wasm file imported `with { type: "file" }` is the path to read it from, also inside the executable. */
declare module "*.wasm" {
  const path: string;
  export default path;
}
