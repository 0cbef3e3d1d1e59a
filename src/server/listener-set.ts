import { type Endpoint, OperatorError } from "../base/index.ts";
import {
	type ListenRequest,
	listenTcp,
	type TcpListener,
} from "../platform/index.ts";
import type { PlannedListener } from "./planned-listeners.ts";

/** A socket that is bound. */
export interface BoundSocket extends Endpoint {
	readonly mode: "explicit" | "implicit";
}

interface Bound {
	/** What it was bound for last: a reload may give a bound socket other rules. */
	planned: PlannedListener;
	readonly listener: TcpListener;
}

/** Who hears of a connection, and at which listener it came in. */
export type OnConnection = (
	socket: Parameters<ListenRequest["onSocket"]>[0],
	planned: PlannedListener,
) => void;

/** The listeners of a server, which can change while it runs. */
export class ListenerSet {
	readonly #onConnection: OnConnection;
	#bound: readonly Bound[] = [];

	constructor(onConnection: OnConnection) {
		this.#onConnection = onConnection;
	}

	get sockets(): readonly BoundSocket[] {
		return this.#bound.map(({ listener, planned }) => ({
			mode: planned.mode,
			...listener.endpoint,
		}));
	}

	/** Binds all of them. @throws {OperatorError} bind.in-use, bind.no-right, bind.failed; nothing stays bound then */
	async bind(planned: readonly PlannedListener[]): Promise<void> {
		const bound: Bound[] = [];
		try {
			for (const each of planned) {
				bound.push(await this.#bindOne(each));
			}
		} catch (failure) {
			await Promise.all(bound.map(({ listener }) => listener.close()));
			throw failure;
		}
		this.#bound = bound;
	}

	/**
	 * Binds what is new, gives what is there its new rules, then closes what is no longer wanted. Sessions stay.
	 *
	 * @returns what could not be bound; the listeners of its mode that were there stay then
	 */
	async change(
		planned: readonly PlannedListener[],
	): Promise<readonly OperatorError[]> {
		const failures: OperatorError[] = [];
		const failedModes = new Set<string>();
		const next: Bound[] = [];
		for (const each of planned) {
			const there = this.#bound.find(
				(one) => !next.includes(one) && isAt(one.planned, each),
			);
			if (there !== undefined) {
				there.planned = each;
				next.push(there);
				continue;
			}
			try {
				next.push(await this.#bindOne(each));
			} catch (failure) {
				if (!(failure instanceof OperatorError)) throw failure;
				failures.push(failure);
				failedModes.add(each.mode);
			}
		}
		const leaving = this.#bound.filter((one) => !next.includes(one));
		const kept = leaving.filter(({ planned: { mode } }) =>
			failedModes.has(mode),
		);
		this.#bound = [...next, ...kept];
		await Promise.all(
			leaving
				.filter((one) => !kept.includes(one))
				.map(({ listener }) => listener.close()),
		);
		return failures;
	}

	async close(): Promise<void> {
		await Promise.all(this.#bound.map(({ listener }) => listener.close()));
	}

	/** The fallback port is for users without the right to the usual one, and for no other failure. */
	async #bindOne(planned: PlannedListener): Promise<Bound> {
		const { fallbackPort, host, port } = planned;
		let bound: Bound | undefined;
		const onSocket: ListenRequest["onSocket"] = (socket) =>
			this.#onConnection(socket, bound?.planned ?? planned);
		const bind = async (at: number): Promise<Bound> => {
			bound = {
				planned,
				listener: await listenTcp({ host, port: at, onSocket }),
			};
			return bound;
		};
		try {
			return await bind(port);
		} catch (failure) {
			const lacksRight =
				failure instanceof OperatorError && failure.code === "bind.no-right";
			if (!lacksRight || fallbackPort === undefined) throw failure;
			return await bind(fallbackPort);
		}
	}
}

/**
 * Whether a bound listener is where a planned one should be. Its rules may differ: they count for the next connection, and no
 * address is bound a second time for them.
 */
function isAt(a: PlannedListener, b: PlannedListener): boolean {
	return a.host === b.host && a.port === b.port && isSameKind(a, b);
}

/** A free port (0) is found anew for another mode. */
function isSameKind(a: PlannedListener, b: PlannedListener): boolean {
	return a.port !== 0 || a.mode === b.mode;
}
