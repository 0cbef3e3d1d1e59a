import type { HostDiagnosis, HostFiles } from "../platform/index.ts";
import { modeText } from "./setup.ts";

/** What is wanted of a folder. */
export type FolderUse = "read" | "write";

/** Whether a folder can be used, or where the way to it ends. */
export type PathAccess =
	| { readonly kind: "usable" }
	/** Nothing is there; it would be made in this folder, which may be changed or not. */
	| {
			readonly kind: "missing";
			/** The first part that is not there. */
			readonly at: string;
			readonly mayBeMade: boolean;
	  }
	| {
			readonly kind: "blocked";
			/** The first folder on the way that does not let this user on. */
			readonly at: string;
			readonly why: string;
	  };

/** Walks to a folder from the top, and tells the first thing in the way. @param path absolute */
export async function pathAccess(
	path: string,
	{
		files,
		machine,
		use,
	}: {
		readonly files: HostFiles;
		readonly machine: HostDiagnosis;
		readonly use: FolderUse;
	},
): Promise<PathAccess> {
	for (const at of stepsTo(path, files)) {
		const facts = await files.facts(at);
		if (facts === undefined) {
			const mayBeMade = await machine.mayChange(files.above(at));
			return { kind: "missing", at, mayBeMade };
		}
		const mode = `its mode is ${modeText(facts.mode)}${facts.uid === undefined ? "" : `, its owner is user ${facts.uid}`}`;
		if (!facts.isFolder) {
			return { kind: "blocked", at, why: "it is no folder" };
		}
		if (!(await machine.mayEnter(at))) {
			return { kind: "blocked", at, why: `it may not be entered: ${mode}` };
		}
		if (at !== path) continue;
		if (!(await machine.mayList(at))) {
			return { kind: "blocked", at, why: `it may not be listed: ${mode}` };
		}
		if (use === "write" && !(await machine.mayChange(at))) {
			return { kind: "blocked", at, why: `it may not be written: ${mode}` };
		}
	}
	return { kind: "usable" };
}

/** The folders on the way, the top first, the path itself last. @example stepsTo("/a/b") // ["/", "/a", "/a/b"] */
function stepsTo(
	path: string,
	{ above }: Pick<HostFiles, "above">,
): readonly string[] {
	const steps = [path];
	for (let at = path; above(at) !== at; at = above(at))
		steps.unshift(above(at));
	return steps;
}
