import type { Command } from "../command.ts";
import { ABOR } from "./abor.ts";
import { ACCT } from "./acct.ts";
import { ALLO } from "./allo.ts";
import { APPE } from "./appe.ts";
import { AUTH } from "./auth.ts";
import { AVBL } from "./avbl.ts";
import { CCC } from "./ccc.ts";
import { CDUP } from "./cdup.ts";
import { CLNT } from "./clnt.ts";
import { CWD } from "./cwd.ts";
import { DELE } from "./dele.ts";
import { EPRT } from "./eprt.ts";
import { EPSV } from "./epsv.ts";
import { FEAT } from "./feat.ts";
import { HASH } from "./hash.ts";
import { HELP } from "./help.ts";
import { HOST } from "./host.ts";
import { LANG } from "./lang.ts";
import { LIST } from "./list.ts";
import { MDTM } from "./mdtm.ts";
import { MFF } from "./mff.ts";
import { MFMT } from "./mfmt.ts";
import { MISSING } from "./missing.ts";
import { MKD } from "./mkd.ts";
import { MLSD } from "./mlsd.ts";
import { MLST } from "./mlst.ts";
import { MODE } from "./mode.ts";
import { NLST } from "./nlst.ts";
import { NOOP } from "./noop.ts";
import { OPTS } from "./opts.ts";
import { PASS } from "./pass.ts";
import { PASV } from "./pasv.ts";
import { PBSZ } from "./pbsz.ts";
import { PORT } from "./port.ts";
import { PROT } from "./prot.ts";
import { PWD } from "./pwd.ts";
import { QUIT } from "./quit.ts";
import { RANG } from "./rang.ts";
import { REIN } from "./rein.ts";
import { REST } from "./rest.ts";
import { RETR } from "./retr.ts";
import { RMD } from "./rmd.ts";
import { RNFR } from "./rnfr.ts";
import { RNTO } from "./rnto.ts";
import { SITE_COMMANDS } from "./site/index.ts";
import { siteCommand } from "./site.ts";
import { SIZE } from "./size.ts";
import { STAT } from "./stat.ts";
import { STOR } from "./stor.ts";
import { STOU } from "./stou.ts";
import { STRU } from "./stru.ts";
import { SYST } from "./syst.ts";
import { TYPE } from "./type.ts";
import { USER } from "./user.ts";
import { XCRC } from "./xcrc.ts";
import { XMD5 } from "./xmd5.ts";
import { XSHA1 } from "./xsha1.ts";
import { XSHA256 } from "./xsha256.ts";
import { XSHA512 } from "./xsha512.ts";

/** All commands, in the order of the RFCs: 959, 2228 and 4217, 2389, 2428, 2640, 3659, 7151, then drafts and customs, then what is not done. */
export const COMMANDS: readonly Command[] = [
	USER,
	PASS,
	ACCT,
	CWD,
	CDUP,
	REIN,
	QUIT,
	PORT,
	PASV,
	TYPE,
	STRU,
	MODE,
	RETR,
	STOR,
	STOU,
	APPE,
	ALLO,
	RNFR,
	RNTO,
	ABOR,
	DELE,
	RMD,
	MKD,
	PWD,
	LIST,
	NLST,
	siteCommand(SITE_COMMANDS),
	SYST,
	STAT,
	HELP,
	NOOP,
	AUTH,
	PBSZ,
	PROT,
	CCC,
	FEAT,
	OPTS,
	EPRT,
	EPSV,
	LANG,
	REST,
	MDTM,
	SIZE,
	MLST,
	MLSD,
	HOST,
	MFMT,
	MFF,
	RANG,
	HASH,
	XCRC,
	XMD5,
	XSHA1,
	XSHA256,
	XSHA512,
	AVBL,
	CLNT,
	...MISSING,
];
