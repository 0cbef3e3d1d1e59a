import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { connect } from "node:net";
import type { ServerEvent } from "../../src/log/index.ts";
import { passivePorts, systemClock } from "../../src/platform/index.ts";
import {
	createMetrics,
	type Metrics,
	serveMetrics,
} from "../../src/server/metrics/index.ts";
import { hasClient, run } from "../support/programs.ts";

/** One family as a scraper sees it. */
interface Scraped {
	readonly type: string;
	readonly help: string;
	readonly samples: Map<string, number>;
}

const NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const LABEL = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"`;
const SAMPLE = new RegExp(
	String.raw`^(${NAME})(\{${LABEL}(?:,${LABEL})*\})? ([-+]?(?:Inf|\d\S*)|NaN)$`,
);

/** Reads text format 0.0.4 as strictly as promtool: HELP and TYPE once and first, families in one piece, no sample twice. */
function scrape(text: string): Map<string, Scraped> {
	expect(text.endsWith("\n")).toBe(true);
	const families = new Map<string, Scraped>();
	let family = "";
	for (const line of text.slice(0, -1).split("\n")) {
		const [, word, name = "", rest = ""] =
			/^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
		if (word === "HELP") {
			if (families.has(name)) throw new Error(`${name} comes twice`);
			families.set(name, { type: "", help: rest, samples: new Map() });
			family = name;
		} else if (word === "TYPE") {
			const begun = families.get(name);
			if (begun === undefined || name !== family) throw new Error(line);
			families.set(name, { ...begun, type: rest });
		} else {
			const [, full = "", labels = "", value = ""] = SAMPLE.exec(line) ?? [];
			const { type, samples } = families.get(family) ?? {};
			const names =
				type === "histogram"
					? ["_bucket", "_sum", "_count"].map((end) => family + end)
					: [family];
			if (!names.includes(full)) throw new Error(`not in ${family}: ${line}`);
			const key = full.slice(family.length) + labels;
			if (samples?.has(key)) throw new Error(`twice: ${line}`);
			samples?.set(key, value === "+Inf" ? Infinity : Number(value));
		}
	}
	return families;
}

const session = { session: "s1", remote: "192.0.2.7", user: "alice" } as const;

function transfer(
	change: Partial<Extract<ServerEvent, { kind: "transfer" }>>,
): ServerEvent {
	return {
		kind: "transfer",
		...session,
		direction: "upload",
		path: "/a",
		bytes: 100,
		durationMs: 700,
		result: "complete",
		tls: true,
		resumed: false,
		...change,
	};
}

function withMetrics<T>(use: (metrics: Metrics) => T): T {
	const metrics = createMetrics({
		clock: { ...systemClock, nowMs: () => Date.UTC(2026, 10, 22) },
	});
	try {
		return use(metrics);
	} finally {
		metrics.close();
	}
}

function scraped(
	events: readonly ServerEvent[],
	family: string,
): Record<string, number> {
	return withMetrics((metrics) => {
		for (const event of events) metrics.log.event(event);
		return Object.fromEntries(
			scrape(metrics.render()).get(family)?.samples ?? [],
		);
	});
}

const COUNTED: readonly (readonly [
	family: string,
	events: readonly ServerEvent[],
	expected: Record<string, number>,
])[] = [
	[
		"oceanftp_connections_total",
		[{ kind: "connected", mode: "implicit", ...session }],
		{ '{mode="explicit"}': 0, '{mode="implicit"}': 1 },
	],
	[
		"oceanftp_sessions",
		[
			{ kind: "connected", mode: "implicit", ...session },
			{ kind: "connected", mode: "explicit", ...session },
			{ kind: "disconnected", why: "", ...session },
		],
		{ "": 1 },
	],
	["oceanftp_logins_total", [{ kind: "login", ...session }], { "": 1 }],
	[
		"oceanftp_login_failures_total",
		[{ kind: "loginFailed", why: "", ...session }],
		{ "": 1 },
	],
	[
		"oceanftp_refused_connections_total",
		[
			{
				kind: "refused",
				remote: "192.0.2.7",
				why: "",
				setting: "[limits] per_address = 50",
			},
			{ kind: "refused", remote: "192.0.2.7", why: "" },
		],
		{ '{setting="[limits] per_address"}': 1, '{setting="none"}': 1 },
	],
	[
		"oceanftp_bans_total",
		[{ kind: "banned", remote: "192.0.2.7", why: "" }],
		{ "": 1 },
	],
	[
		"oceanftp_tls_handshakes_total",
		[
			{
				kind: "secured",
				...session,
				version: "TLSv1.3",
				cipher: "x",
				resumed: true,
			},
			{
				kind: "secured",
				...session,
				version: 'evil"\n',
				cipher: "x",
				resumed: false,
			},
		],
		{
			'{version="TLSv1.3",resumed="yes"}': 1,
			'{version="other",resumed="no"}': 1,
		},
	],
	[
		"oceanftp_transfers_total",
		[
			transfer({}),
			transfer({ resumed: true, result: "failed" }),
			transfer({ tls: false, direction: "listing" }),
		],
		{
			'{direction="upload",result="complete",tls="full"}': 1,
			'{direction="upload",result="failed",tls="resumed"}': 1,
			'{direction="listing",result="complete",tls="none"}': 1,
		},
	],
	[
		"oceanftp_transferred_bytes_total",
		[transfer({}), transfer({ bytes: 2 ** 40, result: "aborted" })],
		{
			'{direction="upload"}': 2 ** 40 + 100,
			'{direction="download"}': 0,
			'{direction="listing"}': 0,
		},
	],
	[
		"oceanftp_certificate_days_left",
		[
			{
				kind: "certificate",
				name: "default",
				sha256: "",
				notAfterMs: Date.UTC(2026, 11, 2, 12),
			},
		],
		{ '{name="default"}': 10.5 },
	],
	[
		"oceanftp_log_lines_lost_total",
		[{ kind: "lost", file: "/a", lines: 7 }],
		{ "": 7 },
	],
];

describe("metrics", () => {
	test.each(COUNTED)("%s follows from events", (family, events, expected) => {
		expect(scraped(events, family)).toEqual(expected);
	});

	test("put durations into buckets that each hold the ones below", () => {
		const samples = scraped(
			[
				transfer({}),
				transfer({ durationMs: 10 }),
				transfer({ durationMs: 1e8 }),
			],
			"oceanftp_transfer_seconds",
		);
		expect(samples).toMatchObject({
			'_bucket{direction="upload",le="0.01"}': 1,
			'_bucket{direction="upload",le="0.5"}': 1,
			'_bucket{direction="upload",le="1"}': 2,
			'_bucket{direction="upload",le="7200"}': 2,
			'_bucket{direction="upload",le="+Inf"}': 3,
			'_count{direction="upload"}': 3,
			'_sum{direction="upload"}': 100_000.71,
		});
	});

	test("keep a bound on series whoever names them", () => {
		const events = Array.from(
			{ length: 500 },
			(_, index): ServerEvent => ({
				kind: "refused",
				remote: "192.0.2.7",
				why: "",
				setting: `made up ${index}`,
			}),
		);
		const samples = scraped(events, "oceanftp_refused_connections_total");
		expect(Object.keys(samples)).toHaveLength(101);
		expect(samples['{setting="other"}']).toBe(400);
	});

	test("ask for gauges at each reading, and leave out what has none", () => {
		withMetrics((metrics) => {
			let leased = 3;
			metrics.gauge("oceanftp_passive_ports_leased", () => leased);
			metrics.gauge("oceanftp_passive_ports", () => undefined);
			const read = (): unknown =>
				scrape(metrics.render())
					.get("oceanftp_passive_ports_leased")
					?.samples.get("");
			expect(read()).toBe(3);
			leased = 4;
			expect(read()).toBe(4);
			expect(metrics.render()).not.toContain("# TYPE oceanftp_passive_ports g");
		});
	});

	test("escape what could end a label", () => {
		withMetrics((metrics) => {
			metrics.log.event({
				kind: "certificate",
				name: 'a"b\\c\nd',
				sha256: "",
				notAfterMs: 0,
			});
			expect(metrics.render()).toContain(String.raw`{name="a\"b\\c\nd"}`);
			scrape(metrics.render());
		});
	});

	test("tell of memory, processor time and the program", () => {
		withMetrics((metrics) => {
			const families = scrape(metrics.render());
			const value = (name: string): number =>
				families.get(name)?.samples.values().next().value ?? Number.NaN;
			expect(value("process_resident_memory_bytes")).toBeGreaterThan(1 << 20);
			expect(value("process_heap_bytes")).toBeGreaterThan(0);
			expect(value("process_cpu_seconds_total")).toBeGreaterThan(0);
			expect(value("process_start_time_seconds")).toBe(
				Date.UTC(2026, 10, 22) / 1000,
			);
			expect(value("oceanftp_build_info")).toBe(1);
		});
	});

	test("tell how late timers come", () => {
		let fire = (): void => undefined;
		let now = 0;
		const metrics = createMetrics({
			clock: {
				nowMs: () => 0,
				monotonicMs: () => now,
				after: (_ms, callback) => {
					fire = callback;
					return () => undefined;
				},
			},
		});
		now = 500 + 70;
		fire();
		const lag = scrape(metrics.render()).get("oceanftp_event_loop_lag_seconds");
		expect(lag?.samples.get('_bucket{le="0.05"}')).toBe(0);
		expect(lag?.samples.get('_bucket{le="0.1"}')).toBe(1);
		expect(lag?.samples.get("_sum")).toBeCloseTo(0.07);
	});
});

describe("the pool of passive ports", () => {
	test("knows how many ports are leased", async () => {
		const ports = passivePorts(undefined);
		const { createServer } = await import("node:net");
		const { server } = await ports.lease(createServer, "127.0.0.1");
		expect(ports.usage()).toEqual({ leased: 1, size: undefined });
		await new Promise((resolve) => server.close(resolve));
		expect(ports.usage()).toEqual({ leased: 0, size: undefined });
		expect(passivePorts({ from: 50_000, to: 50_009 }).usage().size).toBe(10);
	});
});

describe("the metrics listener", () => {
	let listener: Awaited<ReturnType<typeof serveMetrics>>;
	let at = "";
	beforeAll(async () => {
		listener = await serveMetrics({
			host: "localhost",
			port: 0,
			render: () => withMetrics((metrics) => metrics.render()),
		});
		at = `http://127.0.0.1:${listener.endpoint.port}`;
	});
	afterAll(() => listener.close());

	test("gives the numbers with the format's media type", async () => {
		const response = await fetch(`${at}/metrics`);
		expect(response.status).toBe(200);
		expect(response.headers.get("content-type")).toBe(
			"text/plain; version=0.0.4; charset=utf-8",
		);
		expect(scrape(await response.text()).size).toBeGreaterThan(10);
	});

	test.skipIf(!hasClient("curl"))("answers curl", async () => {
		const { exit, stdout } = await run(["curl", "-sSf", `${at}/metrics`]);
		expect(exit).toBe(0);
		expect(stdout).toContain("oceanftp_logins_total 0\n");
	});

	test.each([
		["GET", "/", 404],
		["GET", "/metrics/", 404],
		["GET", "/../metrics.toml", 404],
		["POST", "/metrics", 405],
		["DELETE", "/metrics", 405],
	])("answers %s %s with %i", async (method, path, status) => {
		const response = await fetch(`${at}${path}`, { method });
		expect(response.status).toBe(status);
	});

	test("has room for a bounded number of connections, and again when they go", async () => {
		const open = await Promise.all(
			Array.from({ length: 16 }, () => opened(listener.endpoint.port)),
		);
		const surplus = connect(listener.endpoint.port, "127.0.0.1");
		surplus.on("error", () => undefined);
		await new Promise((resolve) => surplus.once("close", resolve));
		const gone = open.map(
			(socket) => new Promise((resolve) => socket.once("close", resolve)),
		);
		for (const socket of open) socket.destroy();
		await Promise.all(gone);
		const again = async (): Promise<number> =>
			fetch(`${at}/metrics`).then(
				({ status }) => status,
				() => again(),
			);
		expect(await again()).toBe(200);
	});

	test.each(["0.0.0.0", "::", "192.0.2.7", "127.example.com", "nas.local"])(
		"is refused on %s, which others could reach",
		async (host) => {
			expect(
				serveMetrics({ host, port: 0, render: () => "" }),
			).rejects.toMatchObject({ code: "metrics.not-loopback" });
		},
	);

	test("says when its port is taken", async () => {
		const { port } = listener.endpoint;
		expect(
			serveMetrics({ host: "127.0.0.1", port, render: () => "" }),
		).rejects.toMatchObject({ code: "bind.in-use" });
	});
});

function opened(port: number): Promise<ReturnType<typeof connect>> {
	return new Promise((resolve, reject) => {
		const socket = connect(port, "127.0.0.1", () => resolve(socket));
		socket.once("error", reject);
	});
}
