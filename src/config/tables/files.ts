import * as v from "valibot";
import { DAY_MS } from "../../base/index.ts";
import {
	listOf,
	namePattern,
	oneOf,
	setting,
	textThat,
	whole,
	yesNo,
} from "../words.ts";

/** `[files]` as it is written. */
export interface RawFiles {
	interrupted: "discard" | "keep";
	safe_names: "platform" | "everywhere";
	symlinks: "inside" | "never" | "any";
	overwrite: boolean;
	umask: string | undefined;
	trash: boolean;
	trash_days: number;
	denied_names: readonly string[];
	hidden_names: readonly string[];
	convert_text: boolean;
}

/** How files are kept. */
export interface FilesSettings {
	/** What becomes of an upload that is cut off: nothing, or a part that can be resumed. */
	readonly interrupted: "discard" | "keep";
	/** Whose rules names must keep: this machine's, or those of all systems. */
	readonly safeNames: "platform" | "everywhere";
	readonly symlinks: "inside" | "never" | "any";
	/** Whether an upload or rename may replace a file. */
	readonly overwrite: boolean;
	/** Permission bits that new files and folders do not get; undefined: the process's own. */
	readonly umask: number | undefined;
	/** Whether what is deleted goes to a trash folder. */
	readonly trash: boolean;
	/** How long it stays there; undefined: for ever. */
	readonly trashMs: number | undefined;
	/** Patterns of names that nobody may give to a file. */
	readonly deniedNames: readonly string[];
	/** Patterns of names that nobody sees. */
	readonly hiddenNames: readonly string[];
	/** Whether TYPE A changes line ends. */
	readonly convertText: boolean;
}

const UMASK = /^0?[0-7]{3}$/;

export const filesTable: v.GenericSchema<unknown, RawFiles> = v.strictObject({
	interrupted: setting({
		is: oneOf("discard", "keep"),
		preset: "discard",
		about:
			"What becomes of an upload that is cut off: discard leaves what was there before; keep leaves what came as NAME.part, which a client completes by SIZE NAME.part, REST and STOR NAME.part, and then renames to NAME.",
	}),
	safe_names: setting({
		is: oneOf("platform", "everywhere"),
		preset: "platform",
		about:
			"Which names clients may give: all that this machine can keep, or only those that every system can.",
	}),
	symlinks: setting({
		is: oneOf("inside", "never", "any"),
		preset: "inside",
		about:
			"Which symbolic links are followed: those that stay inside the user's folder, none, or any.",
	}),
	overwrite: setting({
		is: yesNo,
		preset: true,
		about: "Whether an upload or a rename may replace a file that is there.",
	}),
	umask: setting({
		is: textThat(
			(mask) => UMASK.test(mask),
			'must be three octal digits in quotes, as in "027"',
		),
		pattern: UMASK.source,
		example: "027",
		about:
			"The permissions that new files and folders do not get, as octal digits; those of the process when absent.",
	}),
	trash: setting({
		is: yesNo,
		preset: false,
		about:
			"Whether what users delete is moved to a trash folder instead of deleted: .trash at the top of the user's home, or of the mount, which no client sees.",
	}),
	trash_days: setting({
		is: whole(0, 36_500),
		preset: 30,
		about:
			"Days that what was deleted stays in the trash, while files.trash is on; 0: for ever. The server empties it at its start and once a day.",
	}),
	denied_names: setting({
		is: listOf(namePattern),
		preset: [],
		example: ["*.exe", "*.lnk"],
		about:
			"Names that nobody may give to a file, by upload or by rename; * and ? stand for any characters.",
	}),
	hidden_names: setting({
		is: listOf(namePattern),
		preset: [],
		example: [".*", "Thumbs.db"],
		about:
			"Names that are not listed and cannot be reached; * and ? stand for any characters.",
	}),
	convert_text: setting({
		is: yesNo,
		preset: true,
		about:
			"Whether transfers of TYPE A change line ends; otherwise they move bytes as they are.",
	}),
});

export function filesSettings(raw: RawFiles): FilesSettings {
	return {
		interrupted: raw.interrupted,
		safeNames: raw.safe_names,
		symlinks: raw.symlinks,
		overwrite: raw.overwrite,
		umask: raw.umask === undefined ? undefined : Number.parseInt(raw.umask, 8),
		trash: raw.trash,
		trashMs: raw.trash_days === 0 ? undefined : raw.trash_days * DAY_MS,
		deniedNames: raw.denied_names,
		hiddenNames: raw.hidden_names,
		convertText: raw.convert_text,
	};
}
