export { HASH_ALGORITHMS, hashAlgorithm } from "./algorithms.ts";
export { digestArgument } from "./digest-argument.ts";
export { digestCommand } from "./digest-command.ts";
export { hashFile } from "./hash-file.ts";
