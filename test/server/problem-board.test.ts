import { expect, test } from "bun:test";
import { OperatorError } from "../../src/base/index.ts";
import type { ServerEvent } from "../../src/log/index.ts";
import { ProblemBoard } from "../../src/server/index.ts";

test("a problem tells the cause of its error too, once, until it is solved", async () => {
	const events: ServerEvent[] = [];
	const board = new ProblemBoard({ event: (event) => events.push(event) });
	const fails = async (): Promise<void> => {
		throw new OperatorError("cert.unreadable", "x.crt is bad.", {
			why: "it is a key",
			fix: "mend it",
		});
	};
	expect(await board.during("x", fails)).toBe(false);
	expect(await board.during("x", fails)).toBe(false);
	const said = { what: "x.crt is bad.", why: "it is a key", fix: "mend it" };
	expect(board.all).toEqual([{ ...said, code: "cert.unreadable" }]);
	expect(events).toEqual([{ kind: "problem", ...said }]);
	expect(await board.during("x", async () => undefined)).toBe(true);
	expect(board.all).toEqual([]);
});
