// Run by runtimes.test.ts under Deno: keeps, opens again, and meets a locked and a damaged file. Prints what it found as JSON.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv, stdout } from "node:process";
import { openDatabase, systemClock } from "../../src/platform/index.ts";
import { openState, type State } from "../../src/state/index.ts";

const folder = argv[2] ?? "";
const file = join(folder, "state.db");

async function opened(): Promise<State> {
	return openState({
		database: await openDatabase({ file, busyMs: 20 }),
		clock: systemClock,
		onProblem: (failure) => {
			throw failure;
		},
		historyDays: () => 30,
	});
}

async function codeOf(work: () => unknown): Promise<unknown> {
	try {
		await work();
		return "none";
	} catch (failure) {
		return failure instanceof Error ? Reflect.get(failure, "code") : failure;
	}
}

for (let round = 0; round < 2; round++) {
	const state = await opened();
	state.usage.today("alice").add("upload", 5);
	state.credits.add("alice", 1.5);
	state.close();
}
const state = await opened();
const kept = [
	state.usage.today("alice").uploadedBytes,
	state.credits.balance("alice"),
];
state.close();
const holder = await openDatabase({ file, busyMs: 20 });
const mode = holder.prepare("PRAGMA journal_mode").get()?.["journal_mode"];
holder.execute("BEGIN IMMEDIATE");
const other = await openDatabase({ file, busyMs: 20 });
const locked = await codeOf(() => other.transaction(() => undefined));
other.close();
holder.close();
const bad = join(folder, "bad.db");
writeFileSync(bad, "x".repeat(5000));
const damaged = await codeOf(() => openDatabase({ file: bad, busyMs: 20 }));
stdout.write(JSON.stringify({ kept, mode, locked, damaged }));
