using Microsoft.EntityFrameworkCore;

namespace Panel.Data;

/// <summary>Reads recordings of terminals.</summary>
public static class RecordingQueries
{
    /// <summary>The recordings of one panel, newest first.</summary>
    /// <param name="recordings">All recordings.</param>
    /// <param name="panel">The panel's identity.</param>
    /// <param name="userId">Only those of this person; null for everybody's.</param>
    /// <param name="text">Part of the person's, the container's or the shell's name, in any case.</param>
    public static IQueryable<TerminalRecording> Matching(this IQueryable<TerminalRecording> recordings, string panel, string? userId, string? text)
    {
        var rows = recordings.AsNoTracking().Where(recording => recording.Panel == panel);
        if (userId is not null) rows = rows.Where(recording => recording.UserId == userId);
        if (!string.IsNullOrWhiteSpace(text))
        {
            var part = LikePattern.Part(text);
            rows = rows.Where(recording => EF.Functions.Like(recording.UserName.ToUpper(), part, LikePattern.Escape)
                || EF.Functions.Like(recording.ContainerName.ToUpper(), part, LikePattern.Escape)
                || EF.Functions.Like(recording.Shell.ToUpper(), part, LikePattern.Escape));
        }

        return rows.OrderByDescending(recording => recording.StartedAt).ThenBy(recording => recording.Id);
    }
}
