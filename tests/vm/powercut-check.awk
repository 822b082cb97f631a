#!/usr/bin/awk -f
# Compares what the last boot of powercut.sh's machine says with all that was answered before it. An operation that was asked for and not answered may
# have happened or not; a removal may be undone.
{ sub(/\r$/, "") }
$1 != "guest:" { next }
$2 == "asked" || $2 == "answered" { Take($2 == "answered", $3, $4, $5); next }
$2 == "health" { delete here; delete state; wrong = 0; health = $0; next }
$2 == "container" { here["container " $3]; state[$3] = $5; next }
$2 == "volume" || $2 == "image" { here[$2 " " $3]; next }
$2 == "empty" || $2 == "damaged" { Wrong($0); next }

function Take(answered, what, name, other) {
    if (what == "create") must["container " name] = answered
    else if (what == "rename") { must["container " name] = 0; must["container " other] = answered; if (!answered) pair[name] = other; else delete pair[name] }
    else if (what == "remove") { must["container " name] = 0; delete runs[name] }
    else if (what == "start" || what == "stop") { if (answered) runs[name] = what; else delete runs[name] }
    else must[what " " name] = answered
}
function Wrong(text) { print "powercut: WRONG: " text; faults++ }
END {
    for (thing in must) if (must[thing] && !(thing in here)) Wrong(thing " was answered and is not there")
    for (name in pair) if (!(("container " name) in here) && !(("container " pair[name]) in here)) Wrong("neither " name " nor " pair[name] " is there")
    for (name in runs) if (name in state) {
        if (runs[name] == "start" && state[name] != "running") Wrong(name " was started, its policy is unless-stopped, and it is " state[name])
        if (runs[name] == "stop" && state[name] == "running") Wrong(name " was stopped, and it runs")
    }
    for (thing in here) if (thing ~ /container (damaged|unknown)_/) Wrong(thing)
    if (health !~ /^guest: health ok *$/) Wrong(health)
    n = 0; for (thing in here) n++
    print "powercut: " n " things are there"
    exit faults > 0
}
