using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Panel.Web.Operations;

/// <summary>Tells a full database from other failures of it.</summary>
internal static class DatabaseFull
{
    // SQLITE_FULL, and PostgreSQL's disk_full.
    private const int SqliteFull = 13;
    private const string PostgresDiskFull = "53100";

    public static bool Is(Exception error)
    {
        for (var at = error; at is not null; at = at.InnerException)
        {
            if (at is SqliteException { SqliteErrorCode: SqliteFull } or DbException { SqlState: PostgresDiskFull }) return true;
        }

        return false;
    }
}
