export type { FactName, ListedFile } from "./facts.ts";
export { chooseFacts, DEFAULT_FACTS, FACT_NAMES, factsLine } from "./facts.ts";
export {
	factsFormat,
	folderLines,
	folderRoleLines,
} from "./lines.ts";
export type { ListArgument } from "./list-argument.ts";
export { listArgument } from "./list-argument.ts";
export { dateText, listLine } from "./list-line.ts";
export { isPattern } from "./pattern.ts";
export type { ListingStyle } from "./requested.ts";
export { requestedLines } from "./requested.ts";
export type { TreeBounds, TreeListing } from "./tree-lines.ts";
export { TREE_BOUNDS, treeLines } from "./tree-lines.ts";
