"""The shop お店全体の設定: what holds for everything the shop does, such as when its day begins and its plan with LINE."""
