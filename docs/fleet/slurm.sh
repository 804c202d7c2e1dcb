#!/bin/bash
# One result per node of a Slurm cluster:
#   sbatch --array=1-64 --constraint=genoa docs/fleet/slurm.sh ~/fleet
#   kvm-mmu-bench compare ~/fleet/*.json
#
# The folder must be one that all nodes see; kvm-mmu-bench must be in the PATH of the nodes.
#SBATCH --job-name=kvm-mmu-bench
#SBATCH --nodes=1
# Nobody else on the node: neighbours take cache, memory bandwidth and clock. Tasks that run at the
# same time are on different nodes therefore; ask for as many as there are.
#SBATCH --exclusive
#SBATCH --time=10
#SBATCH --output=%x-%A-%a.log
set -euo pipefail

folder=${1:?usage: sbatch --array=1-NODES slurm.sh FOLDER}
node=${SLURMD_NODENAME:?to be started by sbatch}
result=$folder/$node.json

mkdir -p "$folder"
# A task that comes to a node which is done already has nothing to do.
if [[ -e $result ]]; then
  echo "$result is there"
  exit 0
fi
# The file appears whole or not at all.
kvm-mmu-bench run --layout v5.16,v6.12 --state hot,dram --budget 60 --output "$result"
