#!/usr/bin/env node
// Starts the executable of this machine, which npm installed as one of the optional packages of this one.
"use strict";
const { spawn } = require("node:child_process");

const name = `@breakwater/${platformName()}`;
const executable = findExecutable();
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
// Before the start: a signal in between would leave the executable behind alone.
for (const signal of signals) process.on(signal, () => child.kill(signal));
const child = spawn(executable, process.argv.slice(2), { stdio: "inherit" });
child.on("error", (error) => fail(`Cannot start ${executable}: ${error.message}`));
child.on("exit", (code, signal) => {
  if (signal === null) {
    process.exitCode = code;
    return;
  }
  for (const each of signals) process.removeAllListeners(each);
  process.kill(process.pid, signal);
});

function platformName() {
  // Windows on ARM runs x64 programs.
  if (process.platform === "win32") return "windows-x64";
  return `${process.platform}-${process.arch}${usesMusl() ? "-musl" : ""}`;
}

/** Node itself is linked with the C library of the machine. */
function usesMusl() {
  if (process.platform !== "linux") return false;
  // Otherwise the report looks up the names of all open connections.
  process.report.excludeNetwork = true;
  return process.report.getReport().header.glibcVersionRuntime === undefined;
}

function findExecutable() {
  const file = process.platform === "win32" ? "breakwater.exe" : "breakwater";
  try {
    return require.resolve(`${name}/bin/${file}`);
  } catch {
    return fail(
      `There is no package ${name}: either npm left optional packages out (--omit=optional), or no executable is made for this machine`,
    );
  }
}

function fail(message) {
  console.error(`breakwater: ${message}`);
  process.exit(2);
}
