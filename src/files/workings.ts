import { FileFailure, type FileFailureReason } from "./file-failure.ts";
import { type Landscape, outerPath } from "./landscape.ts";
import type { NameRules } from "./name-rules.ts";
import type { Place, Purpose, Settler } from "./settle.ts";
import type { AccountFilesOptions } from "./view.ts";
import { ROOT, type VirtualPath } from "./virtual-path.ts";

/** What every act of an account's files works with. */
export interface Workings {
	readonly options: AccountFilesOptions;
	readonly land: Landscape;
	readonly names: NameRules;
	readonly settle: Settler;
}

/** The place of a path; at a virtual folder the act fails with a reason, once the right to it is known. */
export async function settledBelowMounts(
	{ land, settle }: Workings,
	path: VirtualPath,
	{
		atVirtual,
		...purpose
	}: Purpose & { readonly atVirtual: FileFailureReason },
): Promise<Place> {
	if (path !== ROOT && land.isFixed(path)) {
		settle.allowed(path, purpose);
		throw new FileFailure(atVirtual, `${path} is a virtual folder`);
	}
	return await settle.settled(path, purpose);
}

/** Whether the account's view hangs on this very folder, by the name that was asked or by where that leads. */
export function isPinnedPlace(
	{ land }: Workings,
	path: VirtualPath,
	{ tree, path: inner }: Place,
): boolean {
	if (path === ROOT) return false;
	return land.isPinned(path) || land.isPinned(outerPath(tree, inner));
}
