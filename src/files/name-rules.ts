import { foldName, isPortableName, matchesPattern } from "../base/index.ts";
import { FileFailure } from "./file-failure.ts";
import { type AccountFilesOptions, TRASH_NAME } from "./view.ts";
import { nameOf, partsOf, type VirtualPath } from "./virtual-path.ts";

/** What an account's rules say of names. */
export interface NameRules {
	/** Whether they say anything. */
	readonly isEmpty: boolean;
	isDenied(name: string): boolean;
	/** Whether a name in a folder is one that the account does not see. */
	isHidden(name: string, where: "top" | "below"): boolean;
	/** Whether anything on the way to an inner path, itself included, is hidden. */
	isHiddenPath(inner: VirtualPath): boolean;
	/** @throws {FileFailure} badName when nothing may be made or written under the name */
	refuseNew(path: VirtualPath): void;
}

/** The rules of an account about names, each compiled once. */
export function nameRules({ names, policy }: AccountFilesOptions): NameRules {
	const isDenied = fitter(names?.denied);
	const fitsHidden = fitter(names?.hidden);
	const hasTrash = policy?.trash === true;
	const isPortable = policy?.safeNames === "everywhere";
	const isHidden = (name: string, where: "top" | "below"): boolean =>
		fitsHidden(name) ||
		(hasTrash && where === "top" && foldName(name) === TRASH_NAME);
	return {
		isEmpty:
			isDenied === NEVER && fitsHidden === NEVER && !hasTrash && !isPortable,
		isDenied,
		isHidden,
		isHiddenPath: (inner) =>
			(hasTrash || fitsHidden !== NEVER) &&
			partsOf(inner).some((part, index) =>
				isHidden(part, index === 0 ? "top" : "below"),
			),
		refuseNew: (path) => {
			const name = nameOf(path);
			if (isDenied(name)) {
				throw new FileFailure("badName", `names like ${name} are denied`);
			}
			if (isPortable && !isPortableName(name)) {
				throw new FileFailure("badName", `not every system can hold ${name}`);
			}
		},
	};
}

const NEVER = (): boolean => false;

function fitter(
	patterns: readonly string[] | undefined,
): (name: string) => boolean {
	if (patterns === undefined || patterns.length === 0) return NEVER;
	const folded = patterns.map(foldName);
	return (name) => {
		// FAT and Windows leave dots and spaces at the end away: there `x.exe.` makes, or opens, `x.exe`.
		const wanted = foldName(name);
		const fits = (form: string): boolean =>
			folded.some((pattern) => matchesPattern(pattern, form));
		const bare = /[. ]$/.test(wanted) ? wanted.replace(/[. ]+$/, "") : wanted;
		return fits(wanted) || (bare !== wanted && fits(bare));
	};
}
