import { decodeUtf8, type Folder, OperatorError } from "../base/index.ts";

/** What the server remembers between starts, in `state.json`. */
export interface ServerState {
	/** The ports of the first start, for modes whose port nobody chose; undefined when there was no start yet. */
	readonly ports?: { readonly explicit?: number; readonly implicit?: number };
	/** The certificate that is shown when the configuration names none. */
	readonly certificate: string;
}

export const STATE_FILE = "state.json";
const SCHEMA = "oceanftp.state/1";

/** Undefined when there is none yet. @throws {OperatorError} config.syntax when the file is damaged */
export async function readState(
	folder: Folder,
): Promise<ServerState | undefined> {
	const content = await folder.read(STATE_FILE);
	if (content === undefined) return undefined;
	const state = parseState(decodeUtf8(content) ?? "");
	if (state !== undefined) return state;
	throw new OperatorError("config.syntax", `${STATE_FILE} is damaged.`, {
		why: `${folder.location ?? ""}/${STATE_FILE} is not what this version writes`,
		fix: `put ${STATE_FILE}.bak in its place, or remove it: the ports are then chosen anew`,
	});
}

/** Writes it, keeping what was there before as `.bak`. */
export async function writeState(
	folder: Folder,
	state: ServerState,
): Promise<void> {
	const before = await folder.read(STATE_FILE);
	if (before !== undefined) {
		await folder.write(`${STATE_FILE}.bak`, before, { secret: true });
	}
	const text = `${JSON.stringify({ schema: SCHEMA, ...state }, null, "\t")}\n`;
	await folder.write(STATE_FILE, text, { secret: true });
}

function parseState(text: string): ServerState | undefined {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return undefined;
	}
	if (get(value, "schema") !== SCHEMA) return undefined;
	const certificate = get(value, "certificate");
	if (typeof certificate !== "string") return undefined;
	const ports = get(value, "ports");
	if (ports === undefined) return { certificate };
	const explicit = portOf(get(ports, "explicit"));
	const implicit = portOf(get(ports, "implicit"));
	return {
		ports: {
			...(explicit === undefined ? {} : { explicit }),
			...(implicit === undefined ? {} : { implicit }),
		},
		certificate,
	};
}

function get(value: unknown, key: string): unknown {
	return typeof value === "object" && value !== null
		? Reflect.get(value, key)
		: undefined;
}

function portOf(value: unknown): number | undefined {
	return typeof value === "number" &&
		Number.isInteger(value) &&
		value > 0 &&
		value < 65536
		? value
		: undefined;
}
