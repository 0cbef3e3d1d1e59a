import type { Socket } from "node:net";

/** Waits for an event. @throws what the socket's error says, or that it closed */
export function happens(socket: Socket, event: string): Promise<void> {
	return new Promise((resolve, reject) => {
		const settle = (): void => {
			socket.off(event, done);
			socket.off("error", failed);
			socket.off("close", closed);
		};
		const done = (): void => {
			settle();
			resolve();
		};
		const failed = (error: Error): void => {
			settle();
			reject(error);
		};
		const closed = (): void => failed(new Error("it closed the connection"));
		socket.on("error", failed);
		socket.on("close", closed);
		if (event !== "close") socket.on(event, done);
	});
}
