import { files, quoted, type Settings } from './settings.ts';

/** The sql module. Its password lies in a file of its own. */
export function sqlFile({ database }: Settings): string {
  const { host, port, name, role, sslMode } = database;
  const radiusDb = sslMode === undefined ? name : `dbname=${name} sslmode=${sslMode}`;
  return `sql {
	dialect = "postgresql"
	driver = "rlm_sql_postgresql"
	server = ${quoted(host)}
	port = ${port}
	login = ${quoted(role)}
	$INCLUDE ${files.password}
	radius_db = ${quoted(radiusDb)}

	acct_table1 = "radacct"
	acct_table2 = "radacct"
	postauth_table = "radpostauth"
	authcheck_table = "radcheck"
	groupcheck_table = "radgroupcheck"
	authreply_table = "radreply"
	groupreply_table = "radgroupreply"
	usergroup_table = "radusergroup"
	client_table = "nas"
	group_attribute = "SQL-Group"
	read_groups = yes
	read_profiles = no
	read_clients = no
	delete_stale_sessions = no

	pool {
		start = 0
		min = 1
		max = 16
		spare = 4
		uses = 0
		retry_delay = 5
		lifetime = 0
		idle_timeout = 60
	}
	$INCLUDE ${files.queries}
}
`;
}

export const passwordFile = (password: string): string => `password = ${quoted(password)}\n`;
/** Before a password is given: the environment of the service is asked. */
export const passwordFromEnvironment = 'password = "$ENV{FREERADIUS_DATABASE_PASSWORD}"\n';

const query = (text: string) =>
  quoted(text.trim().replaceAll(/\s*\n\s*/g, ' '))
    // Quotes of SQL are single ones; nothing else needs an escape.
    .replaceAll('\\"', '"');

const nothingIfEmpty = (attribute: string, type = '') =>
  `NULLIF('%{${attribute}}', '')${type === '' ? '' : `::${type}`}`;
const counter = (direction: 'Input' | 'Output') =>
  `(COALESCE(${nothingIfEmpty(`Acct-${direction}-Gigawords`, 'bigint')}, 0) << 32) + ${nothingIfEmpty(`Acct-${direction}-Octets`, 'bigint')}`;

/** A column of radacct and what goes into it, for every kind of record: DotMac's merge sorts out what is old or repeated. */
const accountingColumns: Record<string, string> = {
  acctstatustype: `'%{Acct-Status-Type}'`,
  nasshortname: `'%{client:shortname}'`,
  acctsessionid: `'%{Acct-Session-Id}'`,
  username: `'%{SQL-User-Name}'`,
  nasportid: nothingIfEmpty('NAS-Port-Id'),
  callingstationid: nothingIfEmpty('Calling-Station-Id'),
  framedipaddress: nothingIfEmpty('Framed-IP-Address', 'inet'),
  framedipv6address: nothingIfEmpty('Framed-IPv6-Address', 'inet'),
  framedipv6prefix: nothingIfEmpty('Framed-IPv6-Prefix', 'inet'),
  delegatedipv6prefix: nothingIfEmpty('Delegated-IPv6-Prefix', 'inet'),
  acctsessiontime: nothingIfEmpty('Acct-Session-Time', 'bigint'),
  acctdelaytime: nothingIfEmpty('Acct-Delay-Time', 'bigint'),
  acctinputoctets: counter('Input'),
  acctoutputoctets: counter('Output'),
  hasgigawords: `'%{Acct-Input-Gigawords}%{Acct-Output-Gigawords}' <> ''`,
  acctterminatecause: nothingIfEmpty('integer:Acct-Terminate-Cause'),
  class: nothingIfEmpty('Class'),
};

const verdict = "CASE attribute WHEN 'Auth-Type' THEN 'DotMac-Verdict' ELSE attribute END";

/**
 * The queries. They differ from the packaged ones in three ways: a NAS gets the group of its make; a suspended login is turned
 * away after its password was found right, as the engine does; accounting is one insert, which DotMac merges.
 */
export function queriesFile(): string {
  const names = Object.keys(accountingColumns).join(', ');
  const values = Object.values(accountingColumns).join(', ');
  const kinds = ['interim-update', 'stop', 'accounting-on', 'accounting-off'];
  return `# Names and passwords go to the database as they are typed.
auto_escape = yes
sql_user_name = "%{User-Name}"

authorize_check_query = ${query(`SELECT id, username, ${verdict}, value, op
  FROM radcheck WHERE username = '%{SQL-User-Name}' ORDER BY id`)}
authorize_reply_query = ${query(`SELECT id, username, attribute, value, op
  FROM radreply WHERE username = '%{SQL-User-Name}' ORDER BY id`)}
group_membership_query = ${query(`SELECT g.groupname FROM radusergroup g JOIN nas n ON n.type = g.nastype
  WHERE g.username = '%{SQL-User-Name}' AND n.shortname = '%{client:shortname}' ORDER BY g.priority`)}
# The group was chosen by the make of the NAS already.
authorize_group_check_query = ${query(`SELECT id, groupname, ${verdict}, value, op
  FROM radgroupcheck WHERE groupname = '%{SQL-Group}' AND attribute <> 'Huntgroup-Name' ORDER BY id`)}
authorize_group_reply_query = ${query(`SELECT id, groupname, attribute, value, op
  FROM radgroupreply WHERE groupname = '%{SQL-Group}' ORDER BY id`)}

accounting {
	reference = "%{tolower:type.%{Acct-Status-Type}.query}"
	type {
		start {
			query = ${query(`INSERT INTO radacct (${names}) VALUES (${values})`)}
		}
${kinds.map((kind) => `\t\t${kind} {\n\t\t\tquery = "\${..start.query}"\n\t\t}\n`).join('')}	}
}

# Without the password that was typed.
post-auth {
	query = ${query(`INSERT INTO radpostauth (nasshortname, username, reply, callingstationid, nasportid, method, reason)
    VALUES ('%{client:shortname}', '%{User-Name}', '%{reply:Packet-Type}', ${nothingIfEmpty('Calling-Station-Id')}, ${nothingIfEmpty('NAS-Port-Id')}, '%{control:Auth-Type}', '%{control:DotMac-Proven}')`)}
}
`;
}
