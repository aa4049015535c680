"""${message}.

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
"""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}
% if imports:

${imports}
% endif
<%
    def said(lines):
        kept = [line for line in (lines or "pass").splitlines() if "# ###" not in line]
        return "\n".join(kept).strip()
%>

def upgrade() -> None:
    ${said(upgrades)}


def downgrade() -> None:
    ${said(downgrades)}
