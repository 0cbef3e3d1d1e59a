import { connect, createServer, type Socket } from "node:net";

/** Both ends of a TCP connection. */
export interface SocketPair extends Disposable {
	readonly client: Socket;
	/** The server's end, paused, as it is after an accept. */
	readonly socket: Socket;
}

/** A connection over loopback, closed at the end of the block that made it. */
export async function socketPair(): Promise<SocketPair> {
	const accepted = Promise.withResolvers<Socket>();
	const server = createServer(
		{ pauseOnConnect: true, allowHalfOpen: true },
		accepted.resolve,
	);
	const bound = Promise.withResolvers<void>();
	server.listen(0, "127.0.0.1", bound.resolve);
	await bound.promise;
	const address = server.address();
	const port = typeof address === "object" ? (address?.port ?? 0) : 0;
	const client = connect(port, "127.0.0.1");
	const socket = await accepted.promise;
	for (const end of [client, socket]) end.on("error", () => undefined);
	return {
		client,
		socket,
		[Symbol.dispose]: () => {
			client.destroy();
			socket.destroy();
			server.close();
		},
	};
}
