import { OperatorError } from "../../base/index.ts";
import { SHELLS, type Shell } from "./shells.ts";

/** The shell of that name, or the program's name for one of its kind. @throws {OperatorError} usage.invalid */
export function shellOf(name: string): Shell {
	const usual = name === "pwsh" ? "powershell" : name;
	const shell = SHELLS.find((each) => each === usual);
	if (shell !== undefined) return shell;
	throw new OperatorError(
		"usage.invalid",
		`There are no completions for "${name}".`,
		{
			why: `the shells are: ${SHELLS.join(", ")}`,
			fix: "oceanftp completions bash",
		},
	);
}
