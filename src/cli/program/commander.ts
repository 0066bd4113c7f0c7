/** The parser of command lines: the only file that knows the package. */
export { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
