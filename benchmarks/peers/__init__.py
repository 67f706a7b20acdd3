"""The generators that the benchmark compares, one module and one folder of configuration and templates for each."""

from benchmarks.peers import eleventy, hugo, ours, pelican
from benchmarks.peers.peer import Peer

PEERS: dict[str, Peer] = {
    peer.id: peer for peer in (ours.PEER, hugo.PEER, hugo.PEER_WITH_RELATED, eleventy.PEER, pelican.PEER)
}
"""Every generator by its id, in the order of the report's columns; ours first."""

OURS = ours.PEER.id
