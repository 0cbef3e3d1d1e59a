import { describe, expect, test } from "bun:test";
import type { ListenSetting } from "../../src/config/index.ts";
import {
	type PlannedListener,
	plannedListeners,
	portsToKeep,
	type ServerState,
} from "../../src/server/index.ts";

const BOTH: readonly ListenSetting[] = [
	{ mode: "explicit" },
	{ mode: "implicit" },
];

function plan(
	listen: readonly ListenSetting[],
	ports?: ServerState["ports"],
): readonly PlannedListener[] {
	return plannedListeners(
		{ listen },
		ports === undefined ? undefined : { ports, certificate: "default" },
	);
}

describe("planned listeners", () => {
	test("the very first start may fall back from ports that nobody chose", () => {
		expect(plan(BOTH)).toMatchObject([
			{ mode: "explicit", host: undefined, port: 21, fallbackPort: 2121 },
			{ mode: "implicit", host: undefined, port: 990, fallbackPort: 2990 },
		]);
	});

	test("later starts use the first one's ports and nothing else", () => {
		const later = plan(BOTH, { explicit: 2121, implicit: 990 });
		expect(later.map((each) => each.port)).toEqual([2121, 990]);
		expect(later.some((each) => "fallbackPort" in each)).toBe(false);
	});

	test("a later start with nothing remembered wants the usual port, and has no fallback", () => {
		const later = plan(BOTH, {});
		expect(later.map((each) => each.port)).toEqual([21, 990]);
		expect(later.some((each) => "fallbackPort" in each)).toBe(false);
	});

	test("a chosen port is taken as it is, on the first start and later", () => {
		const chosen = [{ mode: "explicit", host: "::1", port: 0 }] as const;
		for (const planned of [plan(chosen), plan(chosen, { explicit: 2121 })]) {
			expect(planned).toEqual([
				{ mode: "explicit", host: "::1", port: 0, isPortChosen: true },
			]);
		}
	});
});

describe("ports to keep", () => {
	test("what was bound is kept for modes whose port nobody chose", () => {
		const planned = plan([{ mode: "explicit" }, { mode: "implicit", port: 0 }]);
		const bound = [
			{ mode: "explicit", port: 2121 },
			{ mode: "implicit", port: 40000 },
		] as const;
		expect(portsToKeep(planned, bound)).toEqual({ explicit: 2121 });
	});

	test("a chosen listener beside one that is not cannot be mistaken for it", () => {
		const planned = plan([
			{ mode: "explicit", port: 5000 },
			{ mode: "explicit" },
		]);
		const bound = [
			{ mode: "explicit", port: 5000 },
			{ mode: "explicit", port: 21 },
		] as const;
		expect(portsToKeep(planned, bound)).toEqual({ explicit: 21 });
	});
});
