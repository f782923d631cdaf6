# Reads what fsupgrade-N.sh of the image prints: progress and failures on standard output, a line each.
#
# OpenEMR's sql_upgrade.php prints HTML, 27,000 lines a hop at worst.  It prints each SQL statement,
# then runs it, and goes on after "The above statement failed" (SQLUpgradeService.php, 7.0.2 to 8.3),
# with exit code 0.  Much is translated to the clinic's language; what is looked for here is not.
# Errors of the database quote values, perhaps a patient's: only names of the schema are shown.
#
# unresolved: file of statements that failed, in this run or in an earlier one, and have not succeeded
#     since: the next run may skip them, because "#IfNotTable" finds the table made before them.
# verdict: file for the numbers of failures, of databases begun, and of databases done.

function plain(text) {
    gsub(/<[^>]*>/, "", text)
    gsub(/&quot;/, "\"", text)
    gsub(/&(#0*39|apos);/, "\047", text)
    gsub(/&lt;/, "<", text)
    gsub(/&gt;/, ">", text)
    return text
}

function reason(text) {
    text = plain(text)
    if (text !~ /^(Table|Column|Field|Key column|Unknown (column|table)|Duplicate (column|key) name|Can.t DROP) /)
        sub(/\047.*/, "[value not shown]", text)
    return substr(text, 1, 200)
}

function show(text) {
    if (++shown <= 40) { print "  " substr(text, 1, 500); fflush() }
}

BEGIN { while ((getline line < unresolved) > 0) if (line != "") open[line] = 1; close(unresolved) }

{ sub(/\r$/, "") }

/The above statement failed: / {
    failures++
    at = index($0, "The above statement failed: ")
    error = substr($0, at + 28)
    sub(/<br \/>.*/, "", error)
    if (statement == "") statement = plain(substr($0, 1, at - 1))
    else open[statement] = 1
    show("FAILED: " substr(statement, 1, 300) " -- " reason(error))
    statement = ""
    next
}

statement != "" { delete open[statement]; statement = "" }

/text-danger/ && /[Ff]ailed|Error/ {
    failures++
    text = plain($0)
    sub(/failed:.*/, "failed", text)
    show("FAILED: " text)
    next
}

match($0, /[^<>]*(_upgrade|patch)\.sql\.\.\./) { show(substr($0, RSTART, RLENGTH)); next }
match($0, /Updating (UUIDs|version indicators)[^<]*/) { show(substr($0, RSTART, RLENGTH)); next }
/^(Start|Completed): Upgrade database/ { begun += /^Start/; show($0); next }
/^<\/div><\/body><\/html>/ { done++; next }
/^(PHP )?(Fatal|Parse) error|^ERROR|^Could not open|^<.*ERROR:/ { show(reason($0)); next }
!/^[ \t]*(<|$)/ { statement = $0; sub(/<br \/>$/, "", statement); statement = substr(statement, 1, 1000) }

END {
    if (shown > 40) print "  and " shown - 40 " lines more"
    printf "" > unresolved
    for (line in open) print line > unresolved
    print failures + 0, begun + 0, done + 0 > verdict
}
