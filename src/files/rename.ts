import { FileFailure } from "./file-failure.ts";
import { alone, type QuotaKeeper } from "./quota.ts";
import type { Place } from "./settle.ts";
import { factsIfThere } from "./size-at.ts";
import { ROOT, type VirtualPath } from "./virtual-path.ts";
import {
	isPinnedPlace,
	settledBelowMounts,
	type Workings,
} from "./workings.ts";

/** An account's renames. */
export interface Renamer {
	check(from: VirtualPath): Promise<void>;
	rename(from: VirtualPath, to: VirtualPath): Promise<void>;
}

/** Moves within one tree; nothing gets into a place where more may be done with it than its reader could do anyway. */
export function renamer(workings: Workings): Renamer {
	const { options, land, settle } = workings;

	async function sourceOf(from: VirtualPath): Promise<Place> {
		const purpose = { anyOf: ["rename"], last: "itself" } as const;
		const source = await settledBelowMounts(workings, from, {
			...purpose,
			atVirtual: "denied",
		});
		if (from === ROOT) {
			throw new FileFailure("denied", "the root keeps its name");
		}
		if (isPinnedPlace(workings, from, source)) {
			throw new FileFailure("denied", `${from} keeps its name`);
		}
		return source;
	}

	async function targetOf(to: VirtualPath): Promise<Place> {
		return await settledBelowMounts(workings, to, {
			anyOf: ["rename"],
			last: "itself",
			makes: true,
			atVirtual: "exists",
		});
	}

	/** What is below the moved folder must not come under what is said of other folders. */
	async function refuseIfRulesChange(
		{ source, target }: Move,
		to: VirtualPath,
	): Promise<void> {
		if (!land.hasRules) return;
		const isGain = [...target.rights].some((one) => !source.rights.has(one));
		if (isGain && !(source.rights.has("read") && source.rights.has("delete"))) {
			const what =
				"more may be done there than here; that needs read and delete";
			throw new FileFailure("denied", what);
		}
		if (!isPinnedPlace(workings, to, target)) return;
		const { backend } = source.tree;
		const facts = await factsIfThere({ backend, path: source.path });
		if (facts?.kind !== "folder") return;
		throw new FileFailure("denied", `${to} has rules of its own`);
	}

	async function refuseOverwriting(
		to: VirtualPath,
		{ tree, path }: Place,
	): Promise<void> {
		if ((await factsIfThere({ backend: tree.backend, path })) === undefined) {
			return;
		}
		settle.allowed(to, { anyOf: ["write", "delete"] });
		if (options.policy?.overwrite !== false) return;
		throw new FileFailure("exists", `${to} is not to be overwritten`);
	}

	return {
		check: async (from) => {
			const source = await sourceOf(from);
			const { backend } = source.tree;
			await backend.facts(source.path);
		},
		rename: async (from, to) => {
			const source = await sourceOf(from);
			const target = await targetOf(to);
			if (source.tree !== target.tree) {
				throw new FileFailure("crossDevice", `${from} and ${to} are two trees`);
			}
			const move = { source, target };
			await refuseIfRulesChange(move, to);
			await refuseOverwriting(to, target);
			const { quota } = source.tree;
			if (quota === undefined) await perform(move);
			else await performCounted(move, quota);
		},
	};
}

interface Move {
	readonly source: Place;
	readonly target: Place;
}

async function perform({ source, target }: Move): Promise<number | undefined> {
	return await source.backend.rename(source.path, target.path);
}

/** Both names rest meanwhile, in one order for everybody, so that two moves the other way round do not wait for each other. */
async function performCounted(move: Move, quota: QuotaKeeper): Promise<void> {
	const { path: from } = move.source;
	const { path: to } = move.target;
	const [first, second] = from < to ? [from, to] : [to, from];
	const work = async (): Promise<void> => {
		const replacedBytes = await perform(move);
		if (replacedBytes === undefined) return;
		quota.release(replacedBytes);
		quota.removeFile();
	};
	await alone(quota, first, () =>
		first === second ? work() : alone(quota, second, work),
	);
}
