import {
    DiscussSidebarCategories,
    DiscussSidebarChannel,
} from "@mail/discuss/core/public_web/discuss_sidebar_categories";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

const FILTERS = {
    all: () => true,
    mine: (thread) => thread.whatsappMine,
    free: (thread) => !thread.whatsapp?.agent,
};

patch(DiscussSidebarCategories.prototype, {
    filteredThreads(threads) {
        const shown = super.filteredThreads(threads);
        const wanted = FILTERS[this.store.whatsappFilter];
        return shown.filter(
            (thread) =>
                !thread.isWhatsapp || wanted(thread) || thread.eq(this.store.discuss.thread)
        );
    },
    get whatsappFilters() {
        const threads = (this.store.discuss.whatsapp?.threads ?? []).filter(
            (thread) => thread.displayInSidebar
        );
        return [
            { id: "mine", label: _t("Mine") },
            { id: "free", label: _t("Nobody's") },
            { id: "all", label: _t("All") },
        ].map((filter) => ({
            ...filter,
            waiting: threads.filter((t) => t.whatsapp?.waiting_since && FILTERS[filter.id](t))
                .length,
        }));
    },
    get whatsappEmpty() {
        if (this.store.channels.status === "fetching") {
            return "";
        }
        return {
            mine: _t("You attend nobody. Take a conversation from “Nobody's”."),
            free: _t("Everybody is attended."),
            all: _t("Nobody has written yet. To begin, open a patient and press WhatsApp."),
        }[this.store.whatsappFilter];
    },
});

patch(DiscussSidebarChannel.prototype, {
    get whatsappInitials() {
        const name = this.thread.whatsapp?.agent?.name || "";
        return name
            .split(" ")
            .slice(0, 2)
            .map((word) => word[0])
            .join("");
    },
    get whatsappAgentTitle() {
        return _t("%s attends", this.thread.whatsapp.agent.name);
    },
    get whatsappWait() {
        const since = this.thread.whatsapp?.waiting_since;
        if (!since) {
            return "";
        }
        const minutes = Math.max(
            0,
            Math.floor(luxon.DateTime.now().diff(deserializeDateTime(since)).as("minutes"))
        );
        if (minutes < 1) {
            return _t("now");
        }
        if (minutes < 60) {
            return `${minutes} min`;
        }
        const hours = Math.floor(minutes / 60);
        return hours < 24 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
    },
});
