import type {
	DataConnection,
	DataPort,
	IncomingChannel,
	OutgoingChannel,
	PassiveOffer,
	TlsFacts,
} from "../../../src/ftp/index.ts";
import { DataFailure } from "../../../src/ftp/index.ts";

/** What the client sends on a data connection. */
export interface PlannedUpload {
	readonly content: string;
	readonly ending: "clean" | "truncated" | "reset" | "open";
}

/** Data connections in memory: uploads come from a list, downloads are kept to be looked at. */
export class MemoryDataPort implements DataPort {
	readonly uploads: PlannedUpload[] = [];
	/** Each as it was sent, in order. */
	readonly downloads: string[] = [];
	readonly #host: string;
	/** Whether a protected data connection resumes the session of the control connection. */
	readonly #resumed: boolean;
	openOffers = 0;

	constructor(host: string, { resumed }: { readonly resumed: boolean }) {
		this.#host = host;
		this.#resumed = resumed;
	}

	async offer(): Promise<PassiveOffer> {
		this.openOffers += 1;
		let isOpen = true;
		return {
			port: 50_000,
			accept: async () => this.#connection(),
			close: () => {
				if (isOpen) this.openOffers -= 1;
				isOpen = false;
			},
		};
	}

	async advertisedHost(): Promise<string> {
		return this.#host;
	}

	async connect(): Promise<DataConnection> {
		return this.#connection();
	}

	#connection(): DataConnection {
		return {
			remote: { host: this.#host, port: 40_001 },
			receive: async ({ protection }) =>
				incoming(
					this.uploads.shift() ?? { content: "", ending: "clean" },
					this.#facts(protection),
				),
			send: async ({ protection }) => this.#outgoing(protection),
			destroy: () => undefined,
		};
	}

	#facts(protection: "clear" | "private"): TlsFacts | undefined {
		if (protection === "clear") return undefined;
		const cipher = "TLS_AES_128_GCM_SHA256";
		return { version: "TLSv1.3", cipher, resumed: this.#resumed };
	}

	#outgoing(protection: "clear" | "private"): OutgoingChannel {
		const decoder = new TextDecoder();
		const index = this.downloads.push("") - 1;
		return {
			tls: this.#facts(protection),
			write: async (chunk) => {
				this.downloads[index] += decoder.decode(chunk, { stream: true });
			},
			finish: async () => undefined,
			refuse: () => undefined,
			destroy: () => undefined,
		};
	}
}

function incoming(
	{ content, ending }: PlannedUpload,
	tls: TlsFacts | undefined,
): IncomingChannel {
	const chunks = [new TextEncoder().encode(content)];
	const broken = Promise.withResolvers<never>();
	broken.promise.catch(() => undefined);
	return {
		tls,
		take: async () => {
			const chunk = chunks.shift();
			if (chunk !== undefined) return [chunk];
			if (ending === "clean") return undefined;
			if (ending !== "open")
				throw new DataFailure(ending, "planned by the transcript");
			return await broken.promise;
		},
		finish: () => undefined,
		refuse: () => undefined,
		destroy: () =>
			broken.reject(new DataFailure("aborted", "closed by the server")),
	};
}
