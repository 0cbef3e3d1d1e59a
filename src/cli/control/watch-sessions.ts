import { OperatorError, SECOND_MS } from "../../base/index.ts";
import { openScreen, systemClock } from "../../platform/index.ts";
import type { ControlClient, SessionView } from "../../server/index.ts";
import type { Invocation } from "../command.ts";
import { withServer } from "./running-server.ts";
import { sessionTable } from "./session-table.ts";
import { TransferRates } from "./transfer-rates.ts";
import { counted, momentText } from "./words.ts";

/** Something that shows one view of the sessions after the other. */
interface View {
	show(sessions: readonly SessionView[]): Promise<void>;
	close(): void;
}

/**
 * `sessions watch`: a table that is drawn in place on a terminal, an object a line elsewhere. Ctrl-C is the way to end it.
 *
 * @throws {OperatorError} control.none when the server ends first
 */
export async function watchServer(invocation: Invocation): Promise<void> {
	const { process } = invocation;
	await withServer(invocation, async (server) => {
		const stopped = Promise.withResolvers<"stopped">();
		const forget = process.onStopSignal(() => stopped.resolve("stopped"));
		const view = viewFor(invocation, server);
		const events = server.watchSessions();
		try {
			for (;;) {
				const next = await Promise.race([events.next(), stopped.promise]);
				if (next === "stopped") return;
				if (next.done === true) break;
				await view.show(next.value);
			}
		} finally {
			view.close();
			forget();
		}
		throw new OperatorError("control.none", "The server has stopped.", {
			why: "its control connection has ended",
		});
	});
}

function viewFor(
	{ output, process }: Invocation,
	{ version }: ControlClient,
): View {
	const canDraw = process.isTerminal.stdout && process.env["TERM"] !== "dumb";
	if (canDraw && !output.isJson) return tableView(version);
	return {
		show: (sessions) => {
			const time = new Date(systemClock.nowMs()).toISOString();
			return process.writeResult(
				`${JSON.stringify({ schema: "oceanftp.sessions/1", time, sessions })}\n`,
			);
		},
		close: () => undefined,
	};
}

function tableView(version: string): View {
	const rates = new TransferRates();
	let last: readonly SessionView[] = [];
	let measured: ReadonlyMap<string, number> = new Map();
	const draw = (): void =>
		screen.draw(
			watchLines(last, {
				version,
				rates: measured,
				nowMs: systemClock.nowMs(),
				...{ columns: screen.columns, rows: screen.rows },
			}),
		);
	const screen = openScreen(draw);
	return {
		show: async (sessions) => {
			last = sessions;
			measured = rates.measure(sessions, systemClock.monotonicMs() / SECOND_MS);
			draw();
		},
		close: screen.close,
	};
}

/** What the screen holds: a line of sums, and the table as far as it fits: a narrow screen shows fewer columns. */
export function watchLines(
	sessions: readonly SessionView[],
	facts: {
		readonly version: string;
		readonly nowMs: number;
		readonly rates: ReadonlyMap<string, number>;
		readonly columns: number;
		readonly rows: number;
	},
): readonly string[] {
	const { columns, nowMs, rates, rows, version } = facts;
	const transfers = sessions.filter((each) => each.transferBytes !== null);
	const members = sessions.filter((each) => each.user !== null);
	const head = [
		`Ocean FTP ${version}  ${momentText(nowMs, nowMs)}  ${counted(sessions.length, "session")}, ${members.length} logged in, ${counted(transfers.length, "transfer")}  (Ctrl-C ends)`,
		"",
	];
	const lines = sessionTable(sessions, { nowMs, rates, width: columns });
	const room = Math.max(1, rows - head.length);
	const isTooLong = lines.length > room;
	const shown = isTooLong ? lines.slice(0, room - 1) : lines;
	const hidden = lines.length - shown.length;
	const all = [...head, ...shown, ...(isTooLong ? [`… ${hidden} more`] : [])];
	return all.map((line) => [...line].slice(0, columns).join(""));
}
