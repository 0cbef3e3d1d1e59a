import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import {
	type CertificateStore,
	openCertificateStore,
} from "../../src/certificates/index.ts";
import { loadSettings } from "../../src/config/index.ts";
import {
	CHECKS,
	type Check,
	type DoctorParts,
	type Examined,
	type ExamineOptions,
	examine,
	type Finding,
} from "../../src/doctor/index.ts";
import { readSetup } from "../../src/doctor/setup.ts";
import {
	startTrialServer,
	type TrialServer,
} from "../../src/doctor/trial-server.ts";
import {
	diskFolder,
	hostDiagnosis,
	hostFiles,
	hostProcess,
	keyMaterial,
	systemClock,
} from "../../src/platform/index.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

/** A data folder of the disk with what a test puts in it, and the checks made on it. */
export interface Patient extends Disposable {
	readonly path: string;
	readonly store: CertificateStore;
	/** A server of this configuration on loopback. */
	trial(): Promise<TrialServer>;
	/** Writes a file of the data folder. */
	put(name: string, text: string, mode?: number): void;
	at(name: string): string;
	/** The findings of the check of this id. */
	check(
		id: string,
		changes?: Partial<DoctorParts>,
	): Promise<readonly Finding[]>;
	/** The same with the options of an examination. */
	examine(
		id: string,
		options: Pick<ExamineOptions, "mending">,
		changes?: Partial<DoctorParts>,
	): Promise<Examined>;
}

/** @param config the text of oceanftp.toml; absent: listeners on free loopback ports */
export async function patient(config: string = LOOPBACK): Promise<Patient> {
	const folder: TempFolder = tempFolder();
	const { path } = folder;
	const at = (name: string): string => join(path, name);
	const put: Patient["put"] = (name, text, mode = 0o600) => {
		mkdirSync(dirname(at(name)), { recursive: true, mode: 0o700 });
		writeFileSync(at(name), text, { mode });
	};
	put("oceanftp.toml", config, 0o644);
	const parts: DoctorParts = {
		process: hostProcess(),
		files: hostFiles(),
		machine: hostDiagnosis(),
		choice: { kind: "flag", path, why: "a test says so" },
		loadConfig: async () => ({
			...(await loadSettings({
				file: { path: at("oceanftp.toml"), content: config },
				env: {},
				flags: new Map(),
				listen: { hosts: [] },
				readFile: async () => undefined,
				resolvePath: (name) => resolve(path, name),
			})),
			path: at("oceanftp.toml"),
		}),
		passphrase: undefined,
		nowMs: systemClock.nowMs,
	};
	const store = await openCertificateStore({
		folder: diskFolder(path),
		keys: keyMaterial,
		nowMs: systemClock.nowMs,
	});
	const examineOne: Patient["examine"] = async (id, { mending }, changes) => {
		const [found] = await examine(
			{ ...parts, ...changes },
			{ checks: [named(id)], mending, onSlow: () => undefined },
		);
		if (found === undefined) throw new Error(`${id} was not examined`);
		return found;
	};
	return {
		path,
		store,
		at,
		put,
		examine: examineOne,
		trial: async () => {
			const setup = await readSetup(parts);
			if (setup.config instanceof Error) throw setup.config;
			return await startTrialServer(setup, setup.config);
		},
		check: async (id, changes) =>
			(await examineOne(id, { mending: "none" }, changes)).findings,
		[Symbol.dispose]: () => folder[Symbol.dispose](),
	};
}

/** Any free ports of loopback. */
export const LOOPBACK = `[[listen]]
mode = "explicit"
host = "127.0.0.1"
port = 0

[[listen]]
mode = "implicit"
host = "127.0.0.1"
port = 0
`;

function named(id: string): Check {
	const check = CHECKS.find((each) => each.id === id);
	if (check === undefined) throw new Error(`there is no check ${id}`);
	return check;
}

/** Makes a certificate; as old as `nowMs` says. */
export async function makeCertificate(
	{ path }: Pick<Patient, "path">,
	{
		days = 90,
		name = "default",
		names = ["dns:localhost"],
		nowMs = Date.now(),
	}: {
		readonly name?: string;
		readonly names?: readonly string[];
		readonly days?: number;
		readonly nowMs?: number;
	} = {},
): Promise<void> {
	const store = await openCertificateStore({
		folder: diskFolder(path),
		keys: keyMaterial,
		nowMs: () => nowMs,
	});
	await store.create({
		name,
		names: names.map((text) => ({
			kind: text.startsWith("ip:") ? "ip" : "dns",
			value: text.replace(/^(dns|ip):/, ""),
		})),
		algorithm: "ecdsa-p256",
		days,
	});
}

/** The verdicts alone. */
export function verdicts(findings: readonly Finding[]): readonly string[] {
	return findings.map(({ verdict }) => verdict);
}

/** All that a finding says. */
export function said(findings: readonly Finding[]): string {
	return findings
		.map(({ fact, fix, why }) => [fact, why, fix].join("\n"))
		.join("\n");
}
