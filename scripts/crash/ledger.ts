import {
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
} from "node:fs";
import { join, relative } from "node:path";
import { sha256 } from "../../test/support/content.ts";

/** A file as a client knows it: its bytes, from which the next appended or resumed one is made. */
export interface Known {
	readonly bytes: Uint8Array;
	readonly sha256: string;
}

/** What some names may hold; undefined: there is no such file. */
export type Change = ReadonlyMap<string, Known | undefined>;

/** What one client was told that the server holds, and what it had asked for when the server was killed. */
export class Ledger {
	readonly #files = new Map<string, Known>();
	#asked: { readonly change: Change; readonly isUpload: boolean } | undefined;

	/** Names in use. */
	get names(): readonly string[] {
		return [...this.#files.keys()];
	}

	known(name: string): Known | undefined {
		return this.#files.get(name);
	}

	/** Before a command goes out that changes something: from now until the reply either may be true. */
	ask(change: Change, kind: "upload" | "other"): void {
		this.#asked = { change, isUpload: kind === "upload" };
	}

	/** The reply said that it is done. */
	done(): void {
		if (this.#asked !== undefined) this.#apply(this.#asked.change);
		this.#asked = undefined;
	}

	/** The reply said that nothing changed. */
	refused(): void {
		this.#asked = undefined;
	}

	/** Whether an upload was under way when the server was killed. */
	get wasUploading(): boolean {
		return this.#asked?.isUpload ?? false;
	}

	/**
	 * Holds what is on the disk against what was promised; what was asked for last may have happened or not, as a whole.
	 *
	 * @returns how many files were compared
	 * @throws {Error} when a file is missing, changed, or there without being known
	 */
	compare(home: string): number {
		const found = hashesBelow(home);
		const before = this.#differences(found, undefined);
		if (before.length === 0) {
			this.#asked = undefined;
			return found.size;
		}
		const asked = this.#asked?.change;
		if (asked !== undefined && this.#differences(found, asked).length === 0) {
			this.done();
			return found.size;
		}
		const last = [...(asked?.keys() ?? [])].join(", ") || "nothing";
		throw new Error(`${home}: ${before.join("; ")} (under way was: ${last})`);
	}

	#differences(
		found: ReadonlyMap<string, { sha256: string; sizeBytes: number }>,
		change: Change | undefined,
	): string[] {
		const expected = new Map(this.#files);
		for (const [name, known] of change ?? [])
			if (known === undefined) expected.delete(name);
			else expected.set(name, known);
		const wrong: string[] = [];
		for (const [name, known] of expected) {
			const there = found.get(name);
			if (there === undefined) wrong.push(`${name} is missing`);
			else if (there.sha256 !== known.sha256)
				wrong.push(
					`${name} differs: ${there.sizeBytes} bytes instead of ${known.bytes.length}`,
				);
		}
		for (const name of found.keys())
			if (!expected.has(name)) wrong.push(`${name} should not be there`);
		return wrong;
	}

	#apply(change: Change): void {
		for (const [name, known] of change)
			if (known === undefined) this.#files.delete(name);
			else this.#files.set(name, known);
	}
}

export function known(bytes: Uint8Array): Known {
	return { bytes, sha256: sha256(bytes) };
}

/** All files below a home, by the names that its user gives them. */
function hashesBelow(
	home: string,
): Map<string, { sha256: string; sizeBytes: number }> {
	mkdirSync(home, { recursive: true });
	const files = readdirSync(home, { recursive: true, encoding: "utf8" })
		.map((name) => join(home, name))
		.filter((path) => lstatSync(path).isFile());
	return new Map(
		files.map((path) => [
			relative(home, path),
			{
				sha256: sha256(readFileSync(path)),
				sizeBytes: statSync(path).size,
			},
		]),
	);
}
