import { expect, test } from "bun:test";
import { userCacheFolder } from "./user-cache-folder.ts";

test("the user's cache folder is where each system keeps such things", () => {
  expect(userCacheFolder({ HOME: "/home/me" }, "linux")).toBe("/home/me/.cache/breakwater");
  expect(userCacheFolder({ HOME: "/home/me", XDG_CACHE_HOME: "/big" }, "linux")).toBe("/big/breakwater");
  expect(userCacheFolder({ HOME: "/home/me", XDG_CACHE_HOME: "relative" }, "linux")).toBe(
    "/home/me/.cache/breakwater",
  );
  expect(userCacheFolder({ HOME: "/Users/me", XDG_CACHE_HOME: "/big" }, "darwin")).toBe(
    "/Users/me/Library/Caches/breakwater",
  );
  expect(userCacheFolder({ LocalAppData: "C:/l", HOME: "/x" }, "win32")).toStartWith("C:/l");
  for (const platform of ["linux", "darwin", "win32"] as const)
    expect(userCacheFolder({}, platform)).toBeUndefined();
});
