/** A socket that a running server has bound. */
export interface ReadySocket {
	readonly mode: "explicit" | "implicit";
	readonly host: string;
	readonly port: number;
}

/** A running server as it describes itself. */
export interface ReadyServer {
	readonly pid: number;
	readonly listening: readonly ReadySocket[];
}

/** Reads what a server wrote when it was ready (`oceanftp.ready/1`); undefined when the text is something else. */
export function readReady(text: string): ReadyServer | undefined {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return undefined;
	}
	if (get(value, "schema") !== "oceanftp.ready/1") return undefined;
	const pid = get(value, "pid");
	if (typeof pid !== "number") return undefined;
	const listening = (["explicit", "implicit"] as const).flatMap((mode) => {
		const places = get(value, mode);
		return Array.isArray(places)
			? places.flatMap((place: unknown) => socketOf(mode, place))
			: [];
	});
	return { pid, listening };
}

function socketOf(mode: ReadySocket["mode"], place: unknown): ReadySocket[] {
	const host = get(place, "host");
	const port = get(place, "port");
	const isSocket = typeof host === "string" && typeof port === "number";
	return isSocket ? [{ mode, host, port }] : [];
}

function get(value: unknown, key: string): unknown {
	return typeof value === "object" && value !== null
		? Reflect.get(value, key)
		: undefined;
}
