import { type Folder, memoryFolder } from "../../src/base/index.ts";
import { snapshot } from "./store-kit.ts";

/** A power cut: nothing after it happens. */
export class PowerCut extends Error {}

/** The folder, until it was changed `steps` times. */
export function failingAfter(folder: Folder, steps: number): Folder {
	let left = steps;
	const step = (): void => {
		if (left === 0) throw new PowerCut();
		left--;
	};
	return {
		...folder,
		write: async (...args) => {
			step();
			return folder.write(...args);
		},
		rename: async (...args) => {
			step();
			return folder.rename(...args);
		},
		remove: async (...args) => {
			step();
			return folder.remove(...args);
		},
	};
}

async function copyOf(folder: Folder): Promise<Folder> {
	const copy = memoryFolder();
	for (const [path, content] of Object.entries(await snapshot(folder))) {
		await copy.write(path, Buffer.from(content, "base64"));
	}
	return copy;
}

/** Cuts the power after every number of steps, until the work gets through. @returns how many cuts there were */
export async function cutEverywhere(
	start: Folder,
	work: (folder: Folder) => Promise<unknown>,
	check: (folder: Folder) => Promise<void>,
): Promise<number> {
	for (let steps = 0; ; steps++) {
		const folder = await copyOf(start);
		try {
			await work(failingAfter(folder, steps));
			return steps;
		} catch (error) {
			if (!(error instanceof PowerCut)) throw error;
		}
		await check(folder);
	}
}
