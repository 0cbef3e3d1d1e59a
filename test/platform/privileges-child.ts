/**
 * Root on its way to being another user, as `serve` goes it. Arguments: the `run_as`, a folder to take. Prints what it
 * could do at each step as one JSON object.
 */
import {
	accessSync,
	constants,
	existsSync,
	mkdirSync,
	openSync,
	readFileSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { OperatorError } from "../../src/base/index.ts";
import { prepareRunAs } from "../../src/platform/run-as.ts";

const [wish = "", folder = ""] = process.argv.slice(2);
const ids = (): readonly string[] =>
	["Uid", "Gid", "Groups", "CapPrm"].map(
		(field) =>
			new RegExp(`^${field}:\\s*(.*?)\\s*$`, "m").exec(
				readFileSync("/proc/self/status", "utf8"),
			)?.[1] ?? "",
	);
const may = (work: () => unknown): boolean => {
	try {
		work();
		return true;
	} catch {
		return false;
	}
};
/** Keeps the runtime's pool of threads busy, so that there are threads to forget. */
const busy = Array.from({ length: 8 }, (_, index) =>
	writeFile(`/dev/null`, `${index}`),
);

try {
	const runAs = await prepareRunAs(wish);
	if (runAs === undefined) {
		process.stdout.write(JSON.stringify({ same: true }));
	} else {
		await runAs.takeFolder(folder);
		const asRootBefore = ids();
		runAs.stepDown();
		mkdirSync(join(folder, "certs"));
		writeFileSync(join(folder, "made"), "");
		const owner = statSync(join(folder, "made")).uid;
		const mayEnterRoot = may(() => accessSync("/root", constants.R_OK));
		const readsShadow = may(() => readFileSync("/etc/shadow"));
		const port = await runAs.asRoot(
			() =>
				new Promise<number>((resolve, reject) => {
					const server = createServer();
					server.on("error", reject);
					server.listen(0, "127.0.0.1", () => {
						const address = server.address();
						server.close();
						resolve(typeof address === "object" ? (address?.port ?? 0) : 0);
					});
				}),
		);
		const rootAgain = await runAs.asRoot(async () =>
			may(() => readFileSync("/etc/shadow")),
		);
		await Promise.all(busy);
		await runAs.dropForGood();
		const held = openSync(folder, "r");
		process.stdout.write(
			JSON.stringify({
				asRootBefore,
				owner,
				mayEnterRoot,
				readsShadow,
				bound: port > 0,
				rootAgain,
				after: ids(),
				seesHeldFolder: existsSync(`/proc/self/fd/${held}/made`),
				shadowAfter: may(() => readFileSync("/etc/shadow")),
				backBySetuid: may(() => process.setuid?.(0)),
				backBySeteuid: may(() => process.seteuid?.(0)),
				backByGroup: may(() => process.setgid?.(0)),
				stillWrites: may(() => writeFileSync(join(folder, "made"), "more")),
			}),
		);
	}
} catch (error) {
	if (!(error instanceof OperatorError)) throw error;
	process.stdout.write(JSON.stringify({ code: error.code, why: error.why }));
}
