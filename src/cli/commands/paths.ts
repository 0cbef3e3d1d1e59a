import type { CommandDef } from "citty";
import { chooseDataFolder, FILES_FOLDER } from "../../server/index.ts";
import { command, type Invocation } from "../command.ts";
import { configPlaces } from "../load-config.ts";

export const paths: CommandDef = command({
	name: "paths",
	about: "Show where everything is kept, and why there.",
	details: ["Nothing is made: what is missing is shown where it would be."],
	examples: [
		["oceanftp paths", "Of the data folder that would be used."],
		["oceanftp paths --json --data /srv/ftp", "Of another one, for a script."],
	],
	run: printPaths,
});

async function printPaths(invocation: Invocation): Promise<void> {
	const { files, input, output, process } = invocation;
	const data = input.value("data");
	const choice = await chooseDataFolder(
		{
			...(data === undefined ? {} : { data }),
			portable: input.has("portable"),
		},
		invocation,
	);
	const at = (name: string): string => files.resolve(choice.path, name);
	const places = configPlaces(input.value("config"), choice, {
		files,
		platform: process.runtime.platform,
	});
	const found = await Promise.all(
		places.map(async (place) =>
			(await existing(place, invocation)) ? place : [],
		),
	);
	const config = found.flat()[0] ?? places[0] ?? at("oceanftp.toml");
	const document = {
		schema: "oceanftp.paths/1",
		data: choice.path,
		why: choice.why,
		exists: await existing(choice.path, invocation),
		config,
		accounts: at("accounts.toml"),
		state: at("state.json"),
		certificates: at("certs"),
		files: at(FILES_FOLDER),
		run: at("run"),
		executable: process.runtime.executable,
	};
	await output.result({
		document,
		lines: [
			`data          ${document.data}${document.exists ? "" : " (not made yet)"}`,
			`              because ${document.why}`,
			`config        ${document.config}`,
			`accounts      ${document.accounts}`,
			`state         ${document.state}`,
			`certificates  ${document.certificates}`,
			`files         ${document.files}`,
			`run           ${document.run}`,
			`executable    ${document.executable}`,
		],
	});
}

/** What this user may not look at counts as missing here: the command shows places, it opens none. */
async function existing(path: string, { files }: Invocation): Promise<boolean> {
	return files.facts(path).then(
		(facts) => facts !== undefined,
		() => false,
	);
}
