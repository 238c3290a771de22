import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { browser } from "@web/core/browser/browser";
import { useService } from "@web/core/utils/hooks";

import { openBooking } from "../booking/open_booking";
import { useRefresh } from "../home/use_refresh";
import { offerUndo } from "../offer_undo";
import { BoardCard } from "./board_card";
import { RoomDialog } from "./room_dialog";
import { ScreenDialog } from "./screen_dialog";
import { useLive } from "./use_live";
import { WalkInDialog } from "./walk_in_dialog";

import { Component, onWillStart, useEffect, useState } from "@odoo/owl";

const FALLBACK_SECONDS = 60; // should the bus be silent
const TICK_MS = 10_000;

const COLUMNS = [
    { stage: "expected", title: _t("Expected"), empty: _t("Nobody else is expected today.") },
    { stage: "waiting", title: _t("In the waiting room"), empty: _t("Nobody is waiting.") },
    { stage: "inside", title: _t("In consultation"), empty: _t("Nobody is inside.") },
    { stage: "done", title: _t("Attended"), empty: _t("Nobody has been attended yet."), folds: true },
    { stage: "absent", title: _t("Did not come"), empty: _t("Nobody missed a visit."), folds: true },
];

/** The day's board. It renders nothing for somebody who reads no visits. */
export class ClinicBoard extends Component {
    static template = "clinic_crm.Board";
    static components = { BoardCard };
    static props = {
        openRecord: Function, // (model, id) => void
        setWalkIn: { type: Function, optional: true }, // (open: () => void) => void
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.columns = COLUMNS;
        this.ahead = 0; // milliseconds of the server's clock before this one
        this.storageKey = `clinic_board_${user.userId}`;
        this.state = useState({
            board: null,
            stale: false, // the last answer was none
            now: Date.now(),
            busy: {},
            tab: "expected",
            unfolded: {},
            asking: false,
            ...this.remembered(),
        });
        onWillStart(() => this.refresh()); // a board that fails leaves the rest of the page
        useEffect(
            (canWalkIn) => {
                if (canWalkIn) {
                    this.props.setWalkIn?.(() => this.openWalkIn());
                }
            },
            () => [Boolean(this.board?.can.walk_in)]
        );
        this.soon = useLive(() => this.refresh());
        useRefresh(() => this.refresh(), FALLBACK_SECONDS);
        useEffect(
            () => {
                const ticking = setInterval(() => {
                    this.state.now = Date.now() + this.ahead;
                }, TICK_MS);
                return () => clearInterval(ticking);
            },
            () => []
        );
        useEffect(
            (practitioner, branch) => this.remember(practitioner, branch),
            () => [this.state.practitioner, this.state.branch]
        );
    }

    // ------------------------------------------------------------------ what is read
    async refresh() {
        try {
            this.accept(await this.orm.silent.call("clinic.board", "get_board", []));
            this.state.stale = false;
        } catch {
            this.state.stale = true;
        }
    }

    accept(board) {
        if (board) {
            this.ahead = board.now - Date.now();
            this.state.now = board.now;
        }
        this.state.board = board;
    }

    get board() {
        return this.state.board;
    }

    // ------------------------------------------------------------------ filters
    remembered() {
        try {
            const kept = JSON.parse(browser.localStorage.getItem(this.storageKey)) || {};
            return { practitioner: kept.practitioner ?? null, branch: kept.branch || 0 };
        } catch {
            return { practitioner: null, branch: 0 };
        }
    }

    remember(practitioner, branch) {
        if (practitioner !== null) {
            browser.localStorage.setItem(
                this.storageKey,
                JSON.stringify({ practitioner, branch })
            );
        }
    }

    /** Whose visits are shown; 0: everybody's. A practitioner begins with the own ones. */
    get practitioner() {
        const { mine, practitioners } = this.board;
        const chosen = this.state.practitioner ?? (mine || 0);
        const known = chosen === mine || practitioners.some((doctor) => doctor.id === chosen);
        return known ? chosen : 0; // somebody who has no visits today is on no list
    }

    get branch() {
        const known = this.board.branches.some((branch) => branch.id === this.state.branch);
        return known ? this.state.branch : 0;
    }

    get practitioners() {
        return this.board.practitioners;
    }

    onPractitioner(ev) {
        this.state.practitioner = Number(ev.target.value);
    }

    onBranch(ev) {
        this.state.practitioner = this.practitioner;
        this.state.branch = Number(ev.target.value);
    }

    isShown(row) {
        return (
            (!this.practitioner || row.practitioner_id === this.practitioner) &&
            (!this.branch || row.branch_id === this.branch)
        );
    }

    visits(stage) {
        return this.board.visits.filter((visit) => visit.stage === stage && this.isShown(visit));
    }

    get asked() {
        return this.board.asked.rows.filter((row) => this.isShown(row));
    }

    branchName(visit) {
        const branches = this.board.branches;
        return branches.length > 1 && !this.branch
            ? branches.find((branch) => branch.id === visit.branch_id)?.name
            : undefined;
    }

    isOpen(column) {
        return !column.folds || this.state.unfolded[column.stage];
    }

    toggle(column) {
        this.state.unfolded[column.stage] = !this.state.unfolded[column.stage];
    }

    // ------------------------------------------------------------------ what the buttons do
    async doing(id, call) {
        if (this.state.busy[id]) {
            return undefined;
        }
        this.state.busy[id] = true;
        try {
            return await call();
        } finally {
            delete this.state.busy[id];
            await this.refresh();
        }
    }

    async step(visit, step) {
        const done = await this.doing(visit.id, () =>
            this.orm.call("clinic.board", "step", [visit.id, step])
        );
        if (done && step === "arrive") {
            this.notification.add(done.patient, {
                title: _t("Turn %s", done.turn),
                type: "success",
                className: "o_clinic_turn_notice",
            });
        } else if (done && step === "finish") {
            offerUndo(
                this.notification,
                _t("%s has been attended.", done.patient),
                () => this.step(visit, "reopen"),
                { type: "success" }
            );
        }
    }

    act(visit, name) {
        const actions = {
            patient: () => this.props.openRecord("clinic.patient", visit.patient_id),
            visit: () => this.props.openRecord("clinic.appointment", visit.id),
            reschedule: () => openBooking(this.env, { visit_id: visit.id }),
            next: () => openBooking(this.env, { patient_id: visit.patient_id }),
            cancel: () => this.cancel(visit),
            absent: () => this.markAbsent([visit.id]),
            call_again: () => this.callAgain(visit),
            call_to: () =>
                this.dialog.add(RoomDialog, {
                    branchId: visit.branch_id,
                    onChoose: (roomId) => this.callAgain(visit, roomId),
                }),
        };
        return actions[name]();
    }

    async cancel(visit) {
        const action = await this.orm.call("clinic.appointment", "action_cancel", [[visit.id]]);
        await this.action.doAction(action, { onClose: () => this.refresh() });
    }

    async callAgain(visit, roomId = null) {
        const { turn, room } = await this.doing(visit.id, () =>
            this.orm.call("clinic.board", "call_again", [visit.id, roomId])
        );
        this.notification.add(room || _t("Called again"), { title: _t("Turn %s", turn), type: "info" });
    }

    async markAbsent(ids) {
        const before = await this.doing(ids[0], () =>
            this.orm.call("clinic.board", "mark_absent", [ids])
        );
        if (!before) {
            return;
        }
        offerUndo(
            this.notification,
            ids.length > 1
                ? _t("%s visits marked as “did not come”.", ids.length)
                : _t("Marked as “did not come”."),
            () => this.doing(ids[0], () => this.orm.call("clinic.board", "undo_absent", [before])),
            { type: "info" }
        );
    }

    markAllAbsent() {
        const ids = this.asked
            .filter((row) => ["scheduled", "confirmed"].includes(row.state))
            .map((row) => row.id);
        return ids.length && this.markAbsent(ids);
    }

    closePast(row) {
        return this.doing(row.id, () => this.orm.call("clinic.board", "close_past", [row.id]));
    }

    arriveLate(row) {
        return this.step(row, "arrive");
    }

    openWalkIn() {
        this.dialog.add(WalkInDialog, {
            today: this.board.visits,
            branchId: this.branch || this.board.branches[0].id,
            practitionerId: this.practitioner,
            onReceived: () => this.refresh(),
            onReceiveBooked: (visit) => this.step(visit, "arrive"),
        });
    }

    /** The practitioner does not come or is late: everybody is told in one action. */
    dayBreaks() {
        return this.action.doAction("clinic_crm.clinic_day_break_action", {
            additionalContext: this.practitioner ? { default_practitioner_id: this.practitioner } : {},
            onClose: () => this.refresh(),
        });
    }

    openScreen() {
        this.dialog.add(ScreenDialog, {
            branches: this.board.branches,
            branchId: this.branch || this.board.branches[0].id,
            canRenew: this.board.can.renew_screen,
        });
    }
}
