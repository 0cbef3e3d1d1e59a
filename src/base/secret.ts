/** A password or passphrase. Printing it, in a log or by JSON, gives `***`; only {@link Secret.reveal} gives the text. */
export class Secret {
	readonly #text: string;

	constructor(text: string) {
		this.#text = text;
	}

	/** The text itself: for hashing and comparing, never for showing. */
	reveal(): string {
		return this.#text;
	}

	toString(): string {
		return "***";
	}

	toJSON(): string {
		return "***";
	}
}
