/**
 * What happens to a session, in order: lines from the client, ends of transfers, timers, notices from the server.
 * One reader takes one event at a time, so that no two things ever change a session at once.
 */
export class Mailbox<Event> {
	readonly #events: Event[] = [];
	#waiting: ((event: Event) => void) | undefined;

	/** How many events nobody has taken yet. */
	get length(): number {
		return this.#events.length;
	}

	post(event: Event): void {
		const waiting = this.#waiting;
		this.#waiting = undefined;
		if (waiting === undefined) this.#events.push(event);
		else waiting(event);
	}

	/** The next event, waiting for it when there is none. One reader only. */
	take(): Promise<Event> | Event {
		const event = this.#events.shift();
		if (event !== undefined) return event;
		return new Promise((resolve) => {
			this.#waiting = resolve;
		});
	}
}
