import { chmod, rm } from "node:fs/promises";
import {
	createConnection,
	createServer,
	type Server,
	type Socket,
} from "node:net";
import process from "node:process";

/** The longest line that is read; whoever sends a longer one is cut off. */
const MAX_LINE_BYTES = 1024 * 1024;

/** What may wait for a reader who does not read; then the connection is cut off. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

/** Linux allows 107 bytes in the path of a socket, other systems 103. */
const MAX_PATH_BYTES = 103;

/** A local connection that carries lines of text. */
export interface LineConnection {
	/** Sends one line; its end is added. Nothing happens once it is closed. */
	send(line: string): void;
	/** Calls back for each line that comes, and once at the end. Called once; lines that came before are kept for it. */
	listen(listener: {
		line(text: string): void;
		closed(why: string | undefined): void;
	}): void;
	/** Ends it when all that was sent is on its way. */
	close(): void;
	destroy(): void;
}

/** Where programs of this machine meet: a Unix socket, a pipe of Windows, or a port of the loopback address. */
export type LineAddress =
	| { readonly kind: "socket"; readonly path: string }
	| { readonly kind: "pipe"; readonly name: string }
	| { readonly kind: "loopback"; readonly port: number };

/** A socket that takes connections. */
export interface LineListener {
	readonly address: LineAddress;
	/** Takes no more, ends what is open, and removes the socket's file. */
	close(): Promise<void>;
}

/** Whether a Unix socket can have this path: they are short, and Windows has none that a folder's owner guards. */
export function canBeSocket(path: string): boolean {
	return (
		process.platform !== "win32" &&
		new TextEncoder().encode(path).length <= MAX_PATH_BYTES
	);
}

/** Whether there are named pipes: in Windows only. */
export function canBePipe(): boolean {
	return process.platform === "win32";
}

/** Where Windows has the pipes of this machine. */
function pipePath(name: string): string {
	return `\\\\.\\pipe\\${name}`;
}

/**
 * Listens at a Unix socket that only its owner may open (0600), at a named pipe, or at any free port of 127.0.0.1. A file
 * that a killed process left at the path is replaced: the caller holds the lock that says nobody else is there.
 *
 * A pipe has the access list that Windows gives by default: its maker, administrators and the system may write, everybody
 * may read. Everybody sees its name, too, so who comes by it has to show more than that.
 *
 * @throws {Error} when it cannot be bound
 */
export async function listenForLines(
	at: { readonly path: string } | { readonly pipe: string } | "loopback",
	onConnection: (connection: LineConnection) => void,
): Promise<LineListener> {
	const open = new Set<Socket>();
	const server = createServer((socket) => {
		open.add(socket);
		socket.once("close", () => open.delete(socket));
		onConnection(lineConnection(socket));
	});
	if (at === "loopback")
		await listening(server, { host: "127.0.0.1", port: 0 });
	else if ("pipe" in at) await listening(server, { path: pipePath(at.pipe) });
	else {
		await rm(at.path, { force: true });
		await listening(server, { path: at.path });
		await chmod(at.path, 0o600);
	}
	return {
		address: addressOf(server, at),
		close: async () => {
			const closed = new Promise<void>((resolve) =>
				server.close(() => resolve()),
			);
			for (const socket of open) socket.destroy();
			await closed;
			if (at !== "loopback" && "path" in at) {
				await rm(at.path, { force: true });
			}
		},
	};
}

function addressOf(
	server: Server,
	at: { readonly path: string } | { readonly pipe: string } | "loopback",
): LineAddress {
	if (at === "loopback") {
		const bound = server.address();
		const port = typeof bound === "object" ? (bound?.port ?? 0) : 0;
		return { kind: "loopback", port };
	}
	return "pipe" in at
		? { kind: "pipe", name: at.pipe }
		: { kind: "socket", path: at.path };
}

function listening(
	server: Server,
	where: { path: string } | { host: string; port: number },
): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(where, () => {
			server.off("error", reject);
			server.on("error", () => undefined);
			resolve();
		});
	});
}

/** Connects. @throws {Error} when nobody listens there, or does not answer in time */
export function connectForLines(
	address: LineAddress,
	deadlineMs: number,
): Promise<LineConnection> {
	return new Promise((resolve, reject) => {
		const socket = createConnection(whereIs(address));
		const timer = setTimeout(() => {
			socket.destroy();
			reject(new Error(`no answer within ${deadlineMs} ms`));
		}, deadlineMs);
		socket.once("error", (error) => {
			clearTimeout(timer);
			reject(error);
		});
		socket.once("connect", () => {
			clearTimeout(timer);
			socket.removeAllListeners("error");
			resolve(lineConnection(socket));
		});
	});
}

function whereIs(
	address: LineAddress,
): { path: string } | { host: string; port: number } {
	switch (address.kind) {
		case "socket":
			return { path: address.path };
		case "pipe":
			return { path: pipePath(address.name) };
		case "loopback":
			return { host: "127.0.0.1", port: address.port };
	}
}

/** Lines over a socket that is connected. */
function lineConnection(socket: Socket): LineConnection {
	let listener: Parameters<LineConnection["listen"]>[0] | undefined;
	let parts: Uint8Array[] = [];
	let partsBytes = 0;
	let why: string | undefined;
	const early: string[] = [];
	let isClosed = false;
	const emit = (text: string): void => {
		if (listener === undefined) early.push(text);
		else listener.line(text);
	};
	const cutOff = (reason: string): void => {
		why ??= reason;
		socket.destroy();
	};
	socket.on("data", (data) => {
		let rest: Uint8Array = typeof data === "string" ? Buffer.from(data) : data;
		// What follows the line for which it was cut off is not looked at.
		while (!socket.destroyed) {
			const end = rest.indexOf(10);
			if (end === -1) break;
			const line = Buffer.concat([...parts, rest.subarray(0, end)]);
			parts = [];
			partsBytes = 0;
			emit(line.toString("utf8"));
			rest = rest.subarray(end + 1);
		}
		partsBytes += rest.length;
		if (partsBytes > MAX_LINE_BYTES) cutOff("a line over the limit");
		else if (rest.length > 0) parts.push(new Uint8Array(rest));
	});
	socket.on("error", (error) => {
		why ??= error.message;
	});
	// The other side may end first; what is still to be said to it goes out before ours.
	socket.on("end", () => socket.end());
	socket.on("close", () => {
		isClosed = true;
		listener?.closed(why);
	});
	return {
		send: (line) => {
			if (isClosed || socket.writableEnded) return;
			socket.write(`${line}\n`);
			if (socket.writableLength > MAX_WAITING_BYTES) {
				cutOff("the other side does not read");
			}
		},
		listen: (given) => {
			listener = given;
			for (const line of early.splice(0)) given.line(line);
			if (isClosed) given.closed(why);
		},
		close: () => {
			socket.end();
		},
		destroy: () => {
			socket.destroy();
		},
	};
}
