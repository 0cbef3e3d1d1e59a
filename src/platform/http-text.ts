import {
	createServer as createListener,
	type Server,
	type Socket,
} from "node:net";
import type { Endpoint } from "../base/index.ts";
import { KIB, OperatorError, SECOND_MS } from "../base/index.ts";
import { systemCode } from "./errno.ts";

/** A text to be had by GET at one path. */
export interface TextPage {
	readonly path: string;
	readonly contentType: string;
	/** Made anew for each request. */
	readonly text: () => string;
}

/** An HTTP listener that is bound. */
export interface HttpListener {
	readonly endpoint: Endpoint;
	/** Ends those connections too that are open. */
	close(): Promise<void>;
}

/** Far more than a monitor needs, and little enough to do no harm. */
const MOST_CONNECTIONS = 16;
const MOST_HEADER_BYTES: number = 8 * KIB;
/** From the connection's beginning to its end. */
const CONNECTION_MS: number = 10 * SECOND_MS;

/**
 * Serves one page over HTTP, and answers all else with 404 or 405. Each connection carries one request.
 *
 * @throws {OperatorError} bind.in-use, bind.no-right, bind.failed
 */
export async function servePage(
	{ host, port }: Endpoint,
	page: TextPage,
): Promise<HttpListener> {
	// Most programs that load this room serve no page.
	const http = await import("node:http");
	const pages = http.createServer(
		{ maxHeaderSize: MOST_HEADER_BYTES, keepAlive: false },
		(request, response) => {
			const { status, ...answer } = answerTo(request, page);
			response.writeHead(status, {
				"content-type": answer.contentType,
				"content-length": Buffer.byteLength(answer.text),
				"cache-control": "no-store",
				connection: "close",
				...(status === 405 ? { allow: "GET" } : {}),
			});
			response.end(answer.text);
		},
	);
	const sockets = new Set<Socket>();
	const server = createListener((socket) => {
		if (!bounded(socket, sockets)) return;
		pages.emit("connection", socket);
	});
	return await listening(server, sockets, { host, port });
}

/**
 * A listener of our own in front of HTTP: Bun's heeds no `maxConnections`, tells of a connection only with its first
 * request, and closes one that says nothing late.
 *
 * @returns whether there is room for it; if not, it is closed
 */
function bounded(socket: Socket, open: Set<Socket>): boolean {
	socket.on("error", () => undefined);
	if (open.size >= MOST_CONNECTIONS) {
		socket.destroy();
		return false;
	}
	const deadline = setTimeout(() => socket.destroy(), CONNECTION_MS);
	open.add(socket);
	socket.once("close", () => {
		clearTimeout(deadline);
		open.delete(socket);
	});
	return true;
}

interface PageAnswer {
	readonly status: number;
	readonly contentType: string;
	readonly text: string;
}

function answerTo(
	{
		method,
		url = "",
	}: { method?: string | undefined; url?: string | undefined },
	page: TextPage,
): PageAnswer {
	const plain = "text/plain; charset=utf-8";
	const [path] = url.split("?");
	if (path !== page.path) {
		return { status: 404, contentType: plain, text: `See ${page.path}\n` };
	}
	if (method !== "GET") {
		return { status: 405, contentType: plain, text: "Only GET.\n" };
	}
	return { status: 200, contentType: page.contentType, text: page.text() };
}

function listening(
	server: Server,
	sockets: ReadonlySet<Socket>,
	wanted: Endpoint,
): Promise<HttpListener> {
	return new Promise((resolve, reject) => {
		const failed = (error: Error): void => reject(bindError(error, wanted));
		server.once("error", failed);
		server.listen({ ...wanted, backlog: MOST_CONNECTIONS }, () => {
			server.off("error", failed);
			server.on("error", () => undefined);
			const address = server.address();
			const port =
				address === null || typeof address === "string"
					? wanted.port
					: address.port;
			resolve({
				endpoint: { host: wanted.host, port },
				close: () => closed(server, sockets),
			});
		});
	});
}

function closed(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
	return new Promise((resolve) => {
		server.close(() => resolve());
		for (const socket of sockets) socket.destroy();
	});
}

function bindError(error: Error, { host, port }: Endpoint): OperatorError {
	const code = systemCode(error) ?? error.message;
	const about = { why: `the system says ${code}`, cause: error };
	if (code === "EADDRINUSE") {
		return new OperatorError(
			"bind.in-use",
			`Port ${port} of ${host} is in use by another program.`,
			{ ...about, fix: "choose another port" },
		);
	}
	if (code === "EACCES" || code === "EPERM") {
		return new OperatorError(
			"bind.no-right",
			`This user may not listen on port ${port}.`,
			{ ...about, fix: "choose a port above 1023" },
		);
	}
	return new OperatorError(
		"bind.failed",
		`Cannot listen on ${host} port ${port}.`,
		about,
	);
}
