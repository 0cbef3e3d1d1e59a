import type { Intake, Upload, UploadMode } from "./backend.ts";

/** Behind the name of a file whose upload broke off. */
export const PART_SUFFIX = ".part";

/** How an upload is kept. */
export interface KeptUploadOptions {
	/** The target's own name. */
	readonly name: string;
	readonly kind: UploadMode["kind"];
	/** Another {@link PART_SUFFIX} file is not replaced. */
	readonly mustBeNew: boolean;
	/** Whether the account could see such a file. */
	readonly isSeen: (name: string) => boolean;
}

/**
 * An upload of which the beginning stays when its connection breaks. What the server itself refused to go on with (a quota, a full
 * disk) leaves nothing, and a file that is complete is never touched.
 */
export function keptUpload(
	inner: Upload,
	{ name, kind, mustBeNew, isSeen }: KeptUploadOptions,
): Upload {
	let hasBytes = false;
	let hasFailed = false;
	const suffix = name.endsWith(PART_SUFFIX) ? "" : PART_SUFFIX;
	return {
		...inner,
		write: async (chunks) => {
			await watched(() => inner.write(chunks));
			hasBytes ||= chunks.some((chunk) => chunk.length > 0);
		},
		...(inner.intake === undefined ? {} : { intake: kept(inner.intake) }),
		discard: async () => {
			// What was to go onto an end is a beginning of nothing, unless it is the end of a part.
			const isBeginning = kind !== "append" || suffix === "";
			const isWorthIt = hasBytes && !hasFailed && isBeginning;
			if (isWorthIt && isSeen(name + suffix))
				await inner.keep({ suffix, mustBeNew });
			else await inner.discard();
		},
	};

	async function watched<T>(work: () => Promise<T>): Promise<T> {
		try {
			return await work();
		} catch (error) {
			hasFailed = true;
			throw error;
		}
	}

	function kept(intake: Intake): Intake {
		return {
			isReady: () => intake.isReady(),
			take: async (socket, mostBytes) => {
				const taken = await watched(() => intake.take(socket, mostBytes));
				hasBytes ||= taken !== undefined && taken.bytes > 0;
				return taken;
			},
		};
	}
}
