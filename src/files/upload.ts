import type { Upload, UploadMode } from "./backend.ts";
import {
	boundedUpload,
	refuseFullDisk,
	refuseTooLarge,
} from "./bounded-upload.ts";
import { countedUpload } from "./counted-upload.ts";
import { FileFailure } from "./file-failure.ts";
import { keptUpload } from "./kept-upload.ts";
import type { Right } from "./rights.ts";
import type { Place, Purpose } from "./settle.ts";
import { sizeAt } from "./size-at.ts";
import type { FilesPolicy } from "./view.ts";
import { nameOf, parentOf, ROOT, type VirtualPath } from "./virtual-path.ts";
import { settledBelowMounts, type Workings } from "./workings.ts";

const RIGHTS_TO_UPLOAD: Readonly<Record<UploadMode["kind"], readonly Right[]>> =
	{
		replace: ["write"],
		new: ["write", "append"],
		append: ["append"],
		resume: ["write"],
	};

const purposeOf = ({ kind }: UploadMode): Purpose => ({
	anyOf: RIGHTS_TO_UPLOAD[kind],
	makes: true,
});

/** Begins an account's uploads. */
export interface Uploader {
	check(path: VirtualPath, mode: UploadMode): Promise<void>;
	begin(path: VirtualPath, mode: UploadMode): Promise<Upload>;
}

/** Puts around a tree's uploads what the account's rules ask for, and nothing where they ask for nothing. */
export function uploader(workings: Workings): Uploader {
	const { options, land, names, settle } = workings;
	const policy: FilesPolicy = options.policy ?? {};
	const { largestFileBytes, leastFreeBytes } = policy;
	const isBounded =
		largestFileBytes !== undefined || leastFreeBytes !== undefined;
	/** Most accounts have no rules: their uploads begin without a detour. */
	const isPlain =
		names.isEmpty &&
		!land.hasRules &&
		!isBounded &&
		options.quota === undefined &&
		policy.overwrite !== false &&
		policy.interrupted !== "keep";

	async function placeFor(
		path: VirtualPath,
		mode: UploadMode,
	): Promise<{ place: Place; mode: UploadMode }> {
		const place = await settledBelowMounts(workings, path, {
			...purposeOf(mode),
			atVirtual: "notAFile",
		});
		return { place, mode: await permittedMode(policy, place, mode) };
	}

	return {
		check: async (path, asked) => {
			if (isPlain) {
				const { backend, path: inner } = settle.allowed(path, purposeOf(asked));
				return await backend.checkUpload(inner, asked);
			}
			const { place, mode } = await placeFor(path, asked);
			if (largestFileBytes !== undefined) {
				await refuseTooLarge(place, mode, largestFileBytes);
			}
			if ((place.tree.quota?.free ?? 1) <= 0) {
				throw new FileFailure("quotaExceeded", "nothing is left of the quota");
			}
			// Asked together; of two reasons the first is told.
			const room =
				leastFreeBytes === undefined
					? undefined
					: refuseFullDisk(place, leastFreeBytes);
			room?.catch(() => undefined);
			await place.backend.checkUpload(place.path, mode);
			await room;
		},
		begin: async (path, asked) => {
			if (isPlain) {
				const { backend, path: inner } = settle.allowed(path, purposeOf(asked));
				return await backend.beginUpload(inner, asked);
			}
			const { place, mode } = await placeFor(path, asked);
			const { quota } = place.tree;
			const begin = (): Promise<Upload> =>
				quota === undefined
					? place.backend.beginUpload(place.path, mode)
					: countedUpload({ place, mode, quota });
			const upload = isBounded
				? await boundedUpload(begin, { ...place, mode, policy })
				: await begin();
			if (policy.interrupted !== "keep") return upload;
			const where = parentOf(place.path) === ROOT ? "top" : "below";
			return keptUpload(upload, {
				name: nameOf(place.path),
				kind: mode.kind,
				mustBeNew: policy.overwrite === false,
				isSeen: (name) => !names.isHidden(name, where),
			});
		},
	};
}

/**
 * The mode under which nothing that is there is overwritten, where that is the rule: going on at a file's end is no overwriting.
 *
 * @throws {FileFailure} exists
 */
async function permittedMode(
	policy: FilesPolicy,
	place: Place,
	mode: UploadMode,
): Promise<UploadMode> {
	if (policy.overwrite !== false) return mode;
	if (mode.kind === "replace") return { kind: "new" };
	if (mode.kind !== "resume") return mode;
	const sizeBytes = await sizeAt(place);
	if (sizeBytes === undefined || sizeBytes <= mode.offsetBytes) return mode;
	throw new FileFailure("exists", `${place.path} is not to be overwritten`);
}
