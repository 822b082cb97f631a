# Runs the forms of docker cp, a line each of the standard input: copy.sh TEMPLATE RESULTS DOCKER CONTAINER
# RESULTS/N has the exit code, what it printed, and the tree that it left on the host.
template=$1 results=$2 docker=$3 container=$4
cd "$template" || exit 1
mkdir -p "$results/o"
N=0
while IFS= read -r form; do
    cp -a o/template "$results/o/$N"
    form=${form//C:W/C:\/w\/$N} form=${form//C:/$container:} form=${form//H\//s\/} form=${form//O\//$results\/o\/$N\/}
    (eval "set -o pipefail; timeout 60 $docker cp $form" 2>"$results/$N.err" </dev/null >"$results/$N.out"; echo $? >"$results/$N.code")
    N=$((N + 1))
done
